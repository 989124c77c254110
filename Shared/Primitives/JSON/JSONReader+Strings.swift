extension JSONReader {
    public mutating func string() throws(JSONDecodingError) -> String {
        let scan = try scanString()
        let content = UnsafeRawBufferPointer(rebasing: bytes[scan.range])
        if !scan.hasEscapes { return String(decoding: content, as: UTF8.self) }
        return unescape(content)
    }

    /// nil for null.
    public mutating func optionalString() throws(JSONDecodingError) -> String? {
        try isNull() ? nil : string()
    }

    /// A time of RFC 3339.
    public mutating func timestamp() throws(JSONDecodingError) -> Timestamp {
        let scan = try scanString()
        let content = UnsafeRawBufferPointer(rebasing: bytes[scan.range])
        guard !scan.hasEscapes, let moment = Timestamp(rfc3339: content) else {
            let text = String(decoding: content.prefix(60), as: UTF8.self)
            throw JSONDecodingError(path: "", message: "must be a time as RFC 3339 writes it, not '\(text)'")
        }
        return moment
    }

    struct StringScan {
        /// Between the quotes.
        var range: Range<Int>
        var hasEscapes: Bool
    }

    /// Moves past the closing quote, eight bytes at a time.
    mutating func scanString() throws(JSONDecodingError) -> StringScan {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unfit("must be a string") }
        index += 1
        let start = index
        var hasEscapes = false
        var seen: UInt64 = 0
        while true {
            index = endOfPlainText(&seen)
            guard index < bytes.count else { throw malformed("a string doesn't end") }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let range = start..<index
                if seen & 0x8080_8080_8080_8080 != 0 { try checkUTF8(range) }
                index += 1
                return StringScan(range: range, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try checkEscape()
            default:
                throw malformed("a string holds a bare control character")
            }
        }
    }

    /// Where the next quote, backslash or control character stands.
    ///
    /// - Parameter seen: every byte that was passed, or'ed into some byte of the word: its high bits tell of what isn't ASCII.
    private func endOfPlainText(_ seen: inout UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var position = index
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            // A byte's high bit is set below where the byte is under 0x20 or equal to one of the two characters; the lowest such bit is exact
            // (the others may come of a borrow).
            let control = (word &- ones &* 0x20) & ~word
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let found = (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & (ones &* 0x80)
            if found == 0 {
                seen |= word
                position += 8
            } else {
                let plain = found.trailingZeroBitCount & ~7
                seen |= word & ((1 << UInt64(plain)) &- 1)
                return position + plain / 8
            }
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            seen |= UInt64(byte)
            position += 1
        }
        return position
    }

    private func checkUTF8(_ range: Range<Int>) throws(JSONDecodingError) {
        let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
        guard (try? UTF8Span(validating: span)) != nil else { throw JSONDecodingError(path: "", message: "is not valid UTF-8") }
    }

    // MARK: Escapes (RFC 8259, section 7)

    /// Moves past one escape, a pair of surrogates included.
    private mutating func checkEscape() throws(JSONDecodingError) {
        guard index + 1 < bytes.count else { throw malformed("a string doesn't end") }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(at: index)
            if unit & 0xF800 == 0xD800 {
                guard unit < 0xDC00, index + 7 < bytes.count, bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u"),
                    try codeUnit(at: index + 6) & 0xFC00 == 0xDC00
                else { throw malformed("a string holds half a surrogate pair") }
                index += 6
            }
            index += 6
        default:
            throw malformed("a string holds an unknown escape")
        }
    }

    /// The four digits of a `\u` that begins at `position`.
    private func codeUnit(at position: Int) throws(JSONDecodingError) -> UInt16 {
        guard position + 6 <= bytes.count, let unit = Self.hexadecimal(bytes, position + 2) else {
            throw malformed("a string holds an unknown escape")
        }
        return unit
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt16? {
        var value: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt16((byte | 0x20) - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    /// The text of a string whose escapes were checked. It is never longer than what it was written with: U+FFFD has three bytes, `\u0000` six.
    private func unescape(_ content: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: content.count) { output in
            var from = 0
            var to = 0
            while from < content.count {
                let byte = content[from]
                guard byte == UInt8(ascii: "\\") else {
                    output[to] = byte
                    (from, to) = (from + 1, to + 1)
                    continue
                }
                let escape = content[from + 1]
                guard escape == UInt8(ascii: "u") else {
                    output[to] = Self.character(escape)
                    (from, to) = (from + 2, to + 1)
                    continue
                }
                var scalar = UInt32(Self.hexadecimal(content, from + 2) ?? 0)
                from += 6
                if scalar & 0xFC00 == 0xD800 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(Self.hexadecimal(content, from + 2) ?? 0) & 0x3FF
                    from += 6
                }
                for unit in UTF8.encode(Unicode.Scalar(scalar == 0 ? 0xFFFD : scalar) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
                    output[to] = unit
                    to += 1
                }
            }
            return to
        }
    }

    private static func character(_ escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: escape
        }
    }
}
