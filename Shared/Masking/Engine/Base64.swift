/// Base64 as RFC 4648 has it, both alphabets, padded or not.
enum Base64 {
    /// - Returns: nil where it can be no base64 of text: no capital letter or no small one, both alphabets at once, or bytes that no text has.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> [UInt8]? {
        guard bytes.count % 4 != 1, looksEncoded(bytes) else { return nil }
        return decoded(bytes)
    }

    private static func decoded(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count * 3 / 4)
        var (accumulator, bits, odd) = (UInt32(0), 0, 0)
        for byte in bytes {
            guard let value = value(of: byte) else { return nil }
            accumulator = accumulator << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            let next = UInt8(truncatingIfNeeded: accumulator >> UInt32(bits))
            decoded.append(next)
            if next >= 0x7F || next < 0x20 && next != 0x0A && next != 0x0D && next != 0x09 {
                odd += 1
                if odd > 2 + decoded.count / 16 { return nil }
            }
        }
        return decoded
    }

    private static func looksEncoded(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        var (hasLower, hasUpper, hasStandard, hasURL) = (false, false, false, false)
        for byte in bytes.prefix(64) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasUpper = true
            case UInt8(ascii: "+"), UInt8(ascii: "/"): hasStandard = true
            case UInt8(ascii: "-"), UInt8(ascii: "_"): hasURL = true
            default: break
            }
        }
        return hasLower && hasUpper && !(hasStandard && hasURL) && startsAsText(bytes)
    }

    /// Whether the first nine decoded bytes can be text, but for one: words and names of types show here that they are no base64.
    private static func startsAsText(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        var (accumulator, bits, odd) = (UInt32(0), 0, 0)
        for byte in bytes.prefix(12) {
            accumulator = accumulator << 6 | UInt32(value(of: byte) ?? 0)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            let next = UInt8(truncatingIfNeeded: accumulator >> UInt32(bits))
            if next >= 0x7F || next < 0x09 || next > 0x0D && next < 0x20 { odd += 1 }
        }
        return odd <= 1
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
