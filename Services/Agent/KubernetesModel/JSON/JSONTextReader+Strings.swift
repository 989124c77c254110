import Primitives

extension JSONTextReader {
    mutating func string() throws(JSONText.Malformed) -> String {
        let start = index + 1
        if let end = plainEnd() {
            index = end + 1
            return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        }
        index = endOfPlainText(from: start)
        return try escapedString(from: start)
    }

    /// Where the string that begins here ends; nil for one with escapes, and for one that doesn't end.
    func plainEnd() -> Int? {
        let end = endOfPlainText(from: index + 1)
        return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end : nil
    }

    /// The place of the next quote or backslash, or the end of the text. Looks at eight bytes at a time.
    func endOfPlainText(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var position = start
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // A byte's high bit is set where the byte was zero; the lowest such bit is exact.
            let found = (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & (ones &* 0x80)
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") { position += 1 }
        return position
    }

    private mutating func escapedString(from start: Int) throws(JSONText.Malformed) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                let end = endOfPlainText(from: index)
                text.append(contentsOf: bytes[(index - 1)..<end])
                index = end
                continue
            }
            guard index < bytes.count else { break }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "u"): text.append(contentsOf: try unicodeScalar().utf8)
            default: throw malformed("unknown escape")
            }
        }
        throw malformed("a string doesn't end")
    }

    /// The digits after `\u`, with the second half of a surrogate pair where there is one. A lone half becomes U+FFFD.
    private mutating func unicodeScalar() throws(JSONText.Malformed) -> String {
        let first = try hexadecimal()
        guard (0xD800...0xDFFF).contains(first) else { return String(Unicode.Scalar(first).map(Character.init) ?? "\u{FFFD}") }
        guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        index += 2
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
        let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        return String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(JSONText.Malformed) -> UInt32 {
        guard index + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16) else {
            throw malformed("four hexadecimal digits are missing")
        }
        index += 4
        return value
    }
}
