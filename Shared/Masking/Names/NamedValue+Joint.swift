extension NamedValue {
    /// What stands between a name and its value.
    struct Joint {
        /// How sure it is that there is a value.
        enum Kind {
            /// `=`, quoted names, environment variables: a value follows for sure.
            case strong
            /// A colon after a bare word, as in prose: "invalid token: expired".
            case weak
            /// A blank after a flag.
            case flag
            /// `<name>`
            case element
        }

        var kind: Kind
        /// How the text around spells its signs.
        var spelling = Sign.Spelling.plain
    }

    private static let blank = ByteSet(" \t")
    private static let blankOrLine = ByteSet(" \t\r\n,")
    private static let lineStart = ByteSet(" \t-{")
    private static let attributes = ByteSet("<>\n\r").inverted
    private static let notBlank = ByteSet(" \t\r\n").inverted
    private static let dashes = ByteSet("-")
    private static let braces = ByteSet("{")
    private static let afterFlag = ByteSet("=\n\r")
    private static let quoteOrBlank = ByteSet("\"'\\ \t")

    private static let namers: [StaticString] = ["name", "Name", "NAME", "key", "Key"]
    private static let angles: [StaticString] = ["<", "\\u003c", "\\u003C", "\\x3c", "&lt;", "&#60;", "%3C", "%3c"]

    func joint(from reader: SubjectReader, nameStart: Int) throws(Undecided) -> (Joint, SubjectReader)? {
        var reader = reader
        // A dot parts the words of a property's name.
        let run = subject.start(ofRun: .property, endingAt: nameStart, atMost: SecretName.maximumLength)
        let start = min(subject.afterEscape(run), nameStart)
        if isTag(start) { return try element(&reader) }
        let isFlag = subject.has(Self.dashes, at: start)
        let quote = try closingQuote(&reader)
        let afterQuote = reader
        try reader.skipColours()
        let isColoured = reader.index > afterQuote.index
        try reader.skipGap()
        let hasGap = reader.index > afterQuote.index
        guard let sign = try reader.sign() else { return nil }
        if isFlag, hasGap, quote == nil, !Self.afterFlag.contains(sign.byte) { return (Joint(kind: .flag), reader) }
        let spelling = sign.spelling == .plain ? quote?.spelling ?? .plain : sign.spelling
        switch sign.byte {
        case UInt8(ascii: "="):
            reader.index += sign.count
            if let arrow = try reader.sign(), arrow.byte == UInt8(ascii: ">") { reader.index += arrow.count }
            try reader.skipGap()
            return (Joint(kind: .strong, spelling: spelling), try memberValue(reader) ?? reader)
        case UInt8(ascii: ":"):
            reader.index += sign.count
            _ = try reader.take(.equals)
            try reader.skipColours()
            let isAdjacent = try reader.peek().map { !ByteSet.space.contains($0) } ?? false
            try reader.skipGap()
            let isSure = quote != nil || isColoured || isAdjacent || startsLine(start)
            return (Joint(kind: isSure ? .strong : .weak, spelling: spelling), try memberValue(reader) ?? reader)
        case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            if isFlag, let argument = try nextArgument(afterQuote, isQuoted: quote != nil) { return (Joint(kind: .strong), argument) }
            return try pairedValue(afterQuote).map { (Joint(kind: .strong, spelling: spelling), $0) }
        case UInt8(ascii: "<") where sign.spelling == .plain:
            return try nextElement(&reader)
        case UInt8(ascii: ">") where quote != nil && sign.spelling == .plain && isNamed(start):
            reader.index += sign.count
            return (Joint(kind: .element), reader)
        default:
            guard hasGap, isNamed(start), let paired = try pairedValue(afterQuote) else { return nil }
            return (Joint(kind: .strong, spelling: spelling), paired)
        }
    }

    /// Goes past the quote that closes a name, with the backslashes of text within text.
    private func closingQuote(_ reader: inout SubjectReader) throws(Undecided) -> Sign? {
        guard let sign = try reader.sign(), ByteSet.quotes.contains(sign.byte) else { return nil }
        reader.index += sign.count
        return sign
    }

    /// `"value":` or `value:` after the name as the value of a `name`.
    private func pairedValue(_ reader: SubjectReader) throws(Undecided) -> SubjectReader? {
        var reader = reader
        try reader.skip(Self.blankOrLine, atMost: 64)
        // Lines that are escaped, as in YAML within JSON.
        for _ in 0..<4 {
            guard let sign = try reader.sign(), sign.spelling == .backslash, ByteSet.space.contains(sign.byte) else { break }
            reader.index += sign.count
            try reader.skip(Self.blankOrLine, atMost: 64)
        }
        _ = try closingQuote(&reader)
        guard try reader.take("value") else { return nil }
        _ = try closingQuote(&reader)
        try reader.skip(Self.blank, atMost: 8)
        guard let sign = try reader.sign(), ByteSet.assignment.contains(sign.byte) else { return nil }
        reader.index += sign.count
        try reader.skip(Self.blank, atMost: 64)
        return reader
    }

    /// `{"value": …` in place of the value itself.
    private func memberValue(_ reader: SubjectReader) throws(Undecided) -> SubjectReader? {
        var reader = reader
        guard try reader.take(Self.braces) else { return nil }
        return try pairedValue(reader)
    }

    /// The element of a list after a flag: `"--password", "x"`, also on the next line, as JSON and YAML have it.
    private func nextArgument(_ reader: SubjectReader, isQuoted: Bool) throws(Undecided) -> SubjectReader? {
        var reader = reader
        try reader.skip(Self.blankOrLine, atMost: 64)
        if isQuoted { return reader }
        guard try reader.take(Self.dashes), try reader.take(Self.blank) else { return nil }
        try reader.skip(Self.blank, atMost: 8)
        return reader
    }

    /// Whether the name is itself the value of a `name` or `key`: `name="x"`, `Name:x`, `"key": "x"`.
    private func isNamed(_ start: Int) -> Bool {
        let sign = subject.start(ofRun: Self.quoteOrBlank, endingAt: start, atMost: 16) - 1
        guard subject.has(.assignment, at: sign) else { return false }
        let end = subject.start(ofRun: Self.quoteOrBlank, endingAt: sign, atMost: 16)
        return Self.namers.contains { subject.ends(with: $0, at: end) }
    }

    /// Whether only blanks and a list's dash are before the name on its line, as in YAML.
    private func startsLine(_ nameStart: Int) -> Bool {
        var index = nameStart
        while index > 0, nameStart - index < 64, Self.lineStart.contains(subject[index - 1]) { index -= 1 }
        return index == 0 || ByteSet.lineEnd.contains(subject[index - 1])
    }

    // MARK: XML

    /// Whether a tag begins with the name; its namespace's prefix may come first.
    private func isTag(_ start: Int) -> Bool {
        func opens(_ index: Int) -> Bool {
            Self.angles.contains { subject.ends(with: $0, at: index) }
        }
        if opens(start) { return true }
        guard start > 0, subject[start - 1] == UInt8(ascii: ":") else { return false }
        let prefix = subject.start(ofRun: .name, endingAt: start - 1, atMost: 16)
        return opens(min(subject.afterEscape(prefix), start - 1))
    }

    /// Goes past the end of the opening tag, and attributes before it.
    private func element(_ reader: inout SubjectReader) throws(Undecided) -> (Joint, SubjectReader)? {
        if try reader.peek().map({ Self.blank.contains($0) }) ?? false { try reader.skip(Self.attributes, atMost: 200) }
        guard let sign = try reader.sign(), sign.byte == UInt8(ascii: ">"), subject[reader.index - 1] != UInt8(ascii: "/") else { return nil }
        reader.index += sign.count
        return (Joint(kind: .element, spelling: sign.spelling), reader)
    }

    /// `<name>NAME</name><value>…`
    private func nextElement(_ reader: inout SubjectReader) throws(Undecided) -> (Joint, SubjectReader)? {
        guard try reader.take("</") else { return nil }
        try reader.skip(.name, atMost: 32)
        guard try reader.take(.closing) else { return nil }
        try reader.skip(Self.notBlank.inverted, atMost: 64)
        guard try reader.take("<value>") else { return nil }
        return (Joint(kind: .element), reader)
    }
}
