import Primitives

/// The name of a trace: 16 bytes, not all of them zero.
package struct TraceID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    /// - Returns: nil for zero, which stands for none.
    package init?(high: UInt64, low: UInt64) {
        guard high != 0 || low != 0 else { return nil }
        self.high = high
        self.low = low
    }
}

extension TraceID: CustomStringConvertible {
    /// 32 lowercase hexadecimal digits.
    package var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
}

/// The name of a span within its trace: 8 bytes, not all of them zero.
package struct SpanID: Hashable, Sendable {
    package let number: UInt64

    /// - Returns: nil for zero, which stands for none.
    package init?(_ number: UInt64) {
        guard number != 0 else { return nil }
        self.number = number
    }
}

extension SpanID: CustomStringConvertible {
    /// 16 lowercase hexadecimal digits.
    package var description: String { Hexadecimal.text(number) }
}
