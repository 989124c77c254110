/// A sign as text within text spells it: a quote is `"`, `\"`, `\u0022`, `\x22`, `%22`, `&quot;` or `&#34;`.
struct Sign {
    enum Spelling {
        case plain
        /// `\"`, `\n`
        case backslash
        /// `\u0022` and `\x22`, as JSON of .NET, Go and Gson has quotes, angles, ampersands and equals signs
        case codePoint
        /// RFC 3986, 2.1
        case percent
        /// XML's and HTML's
        case entity
    }

    var byte: UInt8
    var spelling = Spelling.plain
    /// Of the text, in bytes.
    var count = 1
    /// In front of it: as many as the text is deep within text.
    var backslashes = 0
}

extension SubjectReader {
    private static let backslash = ByteSet("\\")

    /// What is next, read as what it stands for; nil at the end. What stands for no sign of ASCII is itself.
    func sign() throws(Undecided) -> Sign? {
        guard let first = try peek() else { return nil }
        let escaped: Sign? =
            switch first {
            case UInt8(ascii: "\\"): try backslashed()
            case UInt8(ascii: "%"): try percentEncoded()
            case UInt8(ascii: "&"): try entity()
            default: nil
            }
        return escaped ?? Sign(byte: first)
    }

    private func backslashed() throws(Undecided) -> Sign? {
        var reader = self
        try reader.skip(Self.backslash, atMost: 16)
        let backslashes = reader.index - index
        guard let kind = try reader.peek() else { return Sign(byte: UInt8(ascii: "\\"), count: backslashes, backslashes: backslashes) }
        reader.index += 1
        func sign(_ byte: UInt8, _ spelling: Sign.Spelling) -> Sign {
            Sign(byte: byte, spelling: spelling, count: reader.index - index, backslashes: backslashes)
        }
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return sign(kind, .backslash)
        case UInt8(ascii: "n"): return sign(UInt8(ascii: "\n"), .backslash)
        case UInt8(ascii: "r"): return sign(UInt8(ascii: "\r"), .backslash)
        case UInt8(ascii: "t"): return sign(UInt8(ascii: "\t"), .backslash)
        case UInt8(ascii: "u"): if let value = try reader.takeHex(4), value < 0x80 { return sign(value, .codePoint) }
        case UInt8(ascii: "x"): if let value = try reader.takeHex(2), value < 0x80 { return sign(value, .codePoint) }
        default: break
        }
        return Sign(byte: UInt8(ascii: "\\"), count: backslashes, backslashes: backslashes)
    }

    private func percentEncoded() throws(Undecided) -> Sign? {
        var reader = self
        reader.index += 1
        guard var value = try reader.takeHex(2) else { return nil }
        var end = reader.index
        // Encoded twice.
        if value == UInt8(ascii: "%"), let again = try reader.takeHex(2) { (value, end) = (again, reader.index) }
        return value < 0x80 ? Sign(byte: value, spelling: .percent, count: end - index) : nil
    }

    private static let entities: [(name: StaticString, byte: UInt8)] = [
        ("quot;", UInt8(ascii: "\"")), ("#34;", UInt8(ascii: "\"")), ("#x22;", UInt8(ascii: "\"")), ("apos;", UInt8(ascii: "'")),
        ("#39;", UInt8(ascii: "'")), ("#x27;", UInt8(ascii: "'")), ("lt;", UInt8(ascii: "<")), ("#60;", UInt8(ascii: "<")),
        ("gt;", UInt8(ascii: ">")), ("#62;", UInt8(ascii: ">")), ("#61;", UInt8(ascii: "=")), ("#x3d;", UInt8(ascii: "=")),
        ("#58;", UInt8(ascii: ":")), ("#38;", UInt8(ascii: "&")),
    ]

    private func entity() throws(Undecided) -> Sign? {
        var reader = self
        reader.index += 1
        // Encoded twice.
        let isAmpersand = try reader.take("amp;")
        for (name, byte) in Self.entities {
            if try reader.take(name) { return Sign(byte: byte, spelling: .entity, count: reader.index - index) }
        }
        return isAmpersand ? Sign(byte: UInt8(ascii: "&"), spelling: .entity, count: reader.index - index) : nil
    }

    /// Goes past so many hexadecimal digits. Values beyond a byte are 255: none of ASCII's.
    private mutating func takeHex(_ count: Int) throws(Undecided) -> UInt8? {
        var value = 0
        var reader = self
        for _ in 0..<count {
            guard let byte = try reader.peek(), ByteSet.hexadecimal.contains(byte) else { return nil }
            value = value << 4 | Int(byte & 15) + (byte > UInt8(ascii: "9") ? 9 : 0)
            reader.index += 1
        }
        self = reader
        return UInt8(clamping: value)
    }

    // MARK: Colours

    private static let escape = ByteSet([0x1B])
    private static let bracket = ByteSet("[")
    private static let parameters = ByteSet(";", digits: true)
    private static let colour = ByteSet("mK")
    private static let blank = ByteSet(" \t")

    /// Goes past the colours of terminals (ECMA-48, 8.3.117: `ESC [ 1;36 m`), as they are or escaped.
    mutating func skipColours() throws(Undecided) {
        var reader = self
        while try reader.takeEscape(), try reader.take(Self.bracket) {
            try reader.skip(Self.parameters, atMost: 16)
            guard try reader.take(Self.colour) else { return }
            self = reader
        }
    }

    private mutating func takeEscape() throws(Undecided) -> Bool {
        if try take(Self.escape) { return true }
        let before = index
        try skip(Self.backslash, atMost: 16)
        guard index > before else { return false }
        if try take("u001b") { return true }
        if try take("x1b") { return true }
        if try take("033") { return true }
        if try take("e") { return true }
        index = before
        return false
    }

    /// Goes past blanks, and colours between them.
    mutating func skipGap() throws(Undecided) {
        try skip(Self.blank, atMost: 64)
        try skipColours()
        try skip(Self.blank, atMost: 64)
    }
}

extension Subject {
    private static let parameters = ByteSet(";", digits: true)

    /// Behind what an escape has of a run of letters and digits that begins at an index: the `n` of `\n`, `u0022` of `\u0022`, `3D` of `%3D`,
    /// `36m` of a colour.
    func afterEscape(_ start: Int) -> Int {
        guard start > 0, start < count else { return start }
        switch bytes[start - 1] {
        case UInt8(ascii: "\\"):
            if bytes[start] == UInt8(ascii: "u"), areHex(start + 1, 4) { return start + 5 }
            if bytes[start] == UInt8(ascii: "x"), areHex(start + 1, 2) { return start + 3 }
            return ByteSet.escape.contains(bytes[start]) ? start + 1 : start
        case UInt8(ascii: "%"):
            guard areHex(start, 2) else { return start }
            let isTwice = bytes[start] == UInt8(ascii: "2") && bytes[start + 1] == UInt8(ascii: "5") && areHex(start + 2, 2)
            return start + (isTwice ? 4 : 2)
        case UInt8(ascii: "["), UInt8(ascii: ";"): return afterColour(start)
        default: return start
        }
    }

    /// Where a run begins that ends at an index, without what an escape has of it.
    func start(ofToken set: ByteSet, endingAt end: Int, atMost limit: Int) -> Int {
        let start = start(ofRun: set, endingAt: end, atMost: limit)
        let token = afterEscape(self.start(ofRun: .word, endingAt: start, atMost: 8))
        return token > start && token <= end ? token : start
    }

    private func afterColour(_ start: Int) -> Int {
        var end = start
        while end < count, end - start < 4, ByteSet.digits.contains(bytes[end]) { end += 1 }
        guard end < count, bytes[end] == UInt8(ascii: "m") else { return start }
        let bracket = self.start(ofRun: Self.parameters, endingAt: start, atMost: 12) - 1
        guard bracket > 0, bytes[bracket] == UInt8(ascii: "[") else { return start }
        let spellings: [StaticString] = ["\u{1B}", "\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e"]
        return spellings.contains { ends(with: $0, at: bracket) } ? end + 1 : start
    }

    private func areHex(_ start: Int, _ length: Int) -> Bool {
        start + length <= count && (start..<start + length).allSatisfy { ByteSet.hexadecimal.contains(bytes[$0]) }
    }

    /// Whether a text of ASCII stands right before an index.
    func ends(with text: StaticString, at end: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        return end >= length && end <= count && (0..<length).allSatisfy { bytes[end - length + $0] == text.utf8Start[$0] }
    }
}
