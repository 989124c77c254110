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

/// 64 bits in 16 digits.
package enum Hexadecimal {
    /// 16 digits.
    package static func text(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Up to 16 digits, lowercase only.
    package static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
