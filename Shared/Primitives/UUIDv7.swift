/// A UUID as RFC 9562 lays it out. New ones are of version 7, whose leading bits are the time: they sort by age, so that an index grows at its end.
///
/// Reading takes a UUID of any version: what an id looks like inside is nobody's business but its generator's.
public struct UUIDv7: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameters:
    ///   - milliseconds: Since 1970; 48 bits are kept.
    ///   - counter: 12 bits, which order the ids of one millisecond.
    ///   - random: 62 bits are kept.
    public init(milliseconds: UInt64, counter: UInt16, random: UInt64) {
        high = milliseconds << 16 | 0x7000 | UInt64(counter & 0x0FFF)
        low = 0x8000_0000_0000_0000 | random & 0x3FFF_FFFF_FFFF_FFFF
    }

    /// When an id of version 7 was made, in milliseconds since 1970.
    public var milliseconds: UInt64 { high >> 16 }
}

extension UUIDv7: Comparable {
    public static func < (lhs: UUIDv7, rhs: UUIDv7) -> Bool {
        (lhs.high, lhs.low) < (rhs.high, rhs.low)
    }
}

extension UUIDv7: LosslessStringConvertible {
    /// Reads the form with four hyphens, in either case.
    public init?(_ text: String) {
        var digits = 0
        var halves: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if Self.hyphens.contains(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.value(ofHexDigit: byte), digits < 32 else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// `019ab3c4-5d6e-7f80-9123-456789abcdef`
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var digit = 0
            for position in 0..<36 {
                if Self.hyphens.contains(position) {
                    buffer[position] = UInt8(ascii: "-")
                } else {
                    let half = digit < 16 ? high : low
                    let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (digit % 16))) & 0xF
                    buffer[position] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
                    digit += 1
                }
            }
            return 36
        }
    }

    /// Where the hyphens stand (RFC 9562, section 4).
    private static let hyphens = [8, 13, 18, 23]

    private static func value(ofHexDigit byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

extension UUIDv7: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let parsed = UUIDv7(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text.prefix(60))' is not a UUID")
        }
        self = parsed
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
