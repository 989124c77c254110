/// Finds the value of a name that says it is secret.
///
/// `name=value`, `name: value`, `"name":"value"` (escaped any number of times), `--name value`, `"--name","value"`,
/// `{"name":"NAME","value":"…"}`, the same in YAML, `<name>value</name>`, and the headers of HTTP.
struct NamedValue {
    /// What stands between a name and its value, and so how sure it is that there is one.
    private enum Joint {
        /// `=`, quoted names, environment variables: a value follows for sure.
        case strong
        /// A colon after a bare word, as in prose: "invalid token: expired".
        case weak
        /// A blank after a flag.
        case flag
        /// `<name>`
        case element
    }

    let subject: Subject

    /// - Parameter hit: where the name has a telling word.
    func finding(around hit: Range<Int>) throws(Undecided) -> Finding? {
        let start = subject.start(ofRun: .name, endingAt: hit.lowerBound, atMost: SecretName.maximumLength)
        var reader = SubjectReader(subject, at: hit.lowerBound)
        try reader.skip(.name, atMost: SecretName.maximumLength)
        let nameEnd = reader.index
        guard try reader.peek() != nil, let (joint, afterJoint) = try joint(from: reader, nameStart: start) else { return nil }
        reader = afterJoint
        guard let name = SecretName(UnsafeBufferPointer(rebasing: subject.bytes[max(start, nameEnd - SecretName.maximumLength)..<nameEnd])) else {
            return nil
        }
        switch name.certainty {
        case .authorization: return try credentials(&reader, joint, name)
        case .cookie: return try cookies(&reader, joint, name)
        case .certain, .likely: return try value(&reader, joint, name)
        }
    }

    // MARK: Between name and value

    private static let blank = ByteSet(" \t")
    private static let blankOrLine = ByteSet(" \t\r\n,")
    private static let blankOrComma = ByteSet(" \t,")
    private static let backslash = ByteSet("\\")
    private static let blankOrBackslash = ByteSet("\\ \t")
    private static let lineStart = ByteSet(" \t-{")
    private static let elementEnd = ByteSet("<\n\r")
    private static let objectName = ByteSet("-./abcdefghijklmnopqrstuvwxyz", digits: true)
    private static let closers = ByteSet(")]},.:")
    /// What begins a placeholder of ours, or of a template.
    private static let openers = ByteSet("[$")
    private static let escaped = ByteSet("nrt\"'")
    private static let dash = UInt8(ascii: "-")

    private func joint(from reader: SubjectReader, nameStart: Int) throws(Undecided) -> (Joint, SubjectReader)? {
        var reader = reader
        // A dot parts the words of a property's name.
        let start = subject.start(ofRun: .property, endingAt: nameStart, atMost: SecretName.maximumLength)
        let isElement = subject.has(.opening, at: start - 1)
        if isElement { return try reader.take(.closing) ? (.element, reader) : nil }
        let isFlag = subject[start] == Self.dash
        let isQuoted = try closesQuote(&reader)
        let afterQuote = reader
        try reader.skip(Self.blank, atMost: 64)
        switch try reader.peek() {
        case UInt8(ascii: "="):
            reader.index += 1
            _ = try reader.take(.closing)
            try reader.skip(Self.blank, atMost: 64)
            return (.strong, reader)
        case UInt8(ascii: ":"):
            reader.index += 1
            _ = try reader.take(.equals)
            let next = try reader.peek()
            let isAdjacent = next.map { !ByteSet.space.contains($0) } ?? false
            try reader.skip(Self.blank, atMost: 64)
            return (isQuoted || isAdjacent || startsLine(start) ? .strong : .weak, reader)
        case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            if isFlag, isQuoted {
                try reader.skip(Self.blankOrComma, atMost: 8)
                return (.strong, reader)
            }
            guard let paired = try pairedValue(afterQuote) else { return nil }
            return (.strong, paired)
        case _? where isFlag && (reader.index > afterQuote.index):
            return (.flag, reader)
        default:
            return nil
        }
    }

    /// Goes past the quote that closes a name, with the backslashes of text within text.
    private func closesQuote(_ reader: inout SubjectReader) throws(Undecided) -> Bool {
        let before = reader.index
        try reader.skip(Self.backslash, atMost: 16)
        if try reader.take(.quotes) { return true }
        reader.index = before
        return false
    }

    /// `"value":` or `value:` after the name as the value of a `name`.
    private func pairedValue(_ reader: SubjectReader) throws(Undecided) -> SubjectReader? {
        var reader = reader
        try reader.skip(Self.blankOrLine, atMost: 64)
        _ = try closesQuote(&reader)
        guard try reader.take("value") else { return nil }
        _ = try closesQuote(&reader)
        try reader.skip(Self.blank, atMost: 8)
        guard try reader.take(.assignment) else { return nil }
        try reader.skip(Self.blank, atMost: 64)
        return reader
    }

    /// Whether only blanks and a list's dash are before the name on its line, as in YAML.
    private func startsLine(_ nameStart: Int) -> Bool {
        var index = nameStart
        while index > 0, nameStart - index < 64, Self.lineStart.contains(subject[index - 1]) { index -= 1 }
        return index == 0 || ByteSet.lineEnd.contains(subject[index - 1])
    }

    // MARK: Values

    private func value(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
        let (range, isQuoted, stop) = try extent(&reader, joint)
        guard !range.isEmpty, !PlainValue.isPlain(subject.bytes, range) else { return nil }
        let bytes = subject.bytes[range]
        let isSecret: Bool
        switch (name.certainty, joint) {
        case (.certain, .strong), (.certain, .element):
            isSecret = name.kind == "password" || !(Self.isNumber(bytes) && range.count < 6) && !Randomness.isPathOrAddress(bytes)
        case (.certain, .flag): isSecret = Randomness.isNoWord(bytes) || !Self.prose.contains(String(decoding: bytes.prefix(12), as: UTF8.self))
        case (.certain, .weak): isSecret = Randomness.isNoWord(bytes) || isQuoted && range.count >= 8 && !Self.isObjectName(bytes)
        default: isSecret = Randomness.isLikelySecret(bytes)
        }
        guard isSecret else { return nil }
        return Finding(range: range, name: name.kind, family: .named, continuesTo: reader.isAtReach ? stop : nil)
    }

    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool { bytes.allSatisfy { ByteSet.digits.contains($0) } }

    /// `shop/db-credentials`, `kube-root-ca.crt`
    private static func isObjectName(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        bytes.allSatisfy { Self.objectName.contains($0) }
    }

    /// What follows a flag that is talked about.
    private static let prose: Set<String> = [
        "to", "or", "and", "is", "must", "flag", "option", "for", "when", "if", "was", "not", "instead", "with", "has", "from", "in", "as", "are",
        "can", "cannot", "should", "value", "argument", "requires", "needs", "on", "at", "by", "the", "be", "of", "set",
    ]

    private static let bareEnd = ByteSet.space.union(.quotes).union(ByteSet(";&<>"))

    /// Where a value begins and ends, and what ends it.
    private func extent(_ reader: inout SubjectReader, _ joint: Joint) throws(Undecided) -> (Range<Int>, isQuoted: Bool, ByteSet) {
        if joint == .element { return try span(&reader, until: Self.elementEnd) }
        let before = reader.index
        try reader.skip(Self.backslash, atMost: 16)
        let escapes = reader.index - before
        guard let quote = try reader.peek(), ByteSet.quotes.contains(quote) else {
            reader.index = before
            return try bare(&reader)
        }
        reader.index += 1
        return try quoted(&reader, quote, escapes)
    }

    private func span(_ reader: inout SubjectReader, until stop: ByteSet) throws(Undecided) -> (Range<Int>, isQuoted: Bool, ByteSet) {
        let start = reader.index
        try reader.skip(stop.inverted)
        return (start..<reader.index, false, stop)
    }

    /// Up to the same quote with as many backslashes before it, or to the line's end where there is none.
    private func quoted(_ reader: inout SubjectReader, _ quote: UInt8, _ escapes: Int) throws(Undecided) -> (Range<Int>, isQuoted: Bool, ByteSet) {
        let start = reader.index
        var backslashes = 0
        while let byte = try reader.peek(), !ByteSet.lineEnd.contains(byte) {
            if byte == quote {
                let closes = escapes == 0 ? backslashes.isMultiple(of: 2) : backslashes <= escapes
                if closes { return (start..<reader.index - (escapes == 0 ? 0 : backslashes), true, ByteSet([quote])) }
            }
            backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
            reader.index += 1
        }
        return (start..<reader.index, true, ByteSet([quote]).union(.lineEnd))
    }

    /// Up to a blank or a separator. Commas and brackets may be part of a password, and are where something of it follows.
    private func bare(_ reader: inout SubjectReader) throws(Undecided) -> (Range<Int>, isQuoted: Bool, ByteSet) {
        let start = reader.index
        while let byte = try reader.peek(), !Self.bareEnd.contains(byte) {
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: ",") {
                var ahead = reader
                ahead.index += 1
                let isEnd = byte == UInt8(ascii: ",") ? try endsAtComma(&ahead) : try endsAtBackslash(ahead)
                if isEnd { break }
            }
            reader.index += 1
        }
        var end = reader.index
        while end > start, Self.closers.contains(subject[end - 1]), !Self.openers.contains(subject[start]) { end -= 1 }
        return (start..<end, false, Self.bareEnd)
    }

    /// Whether a backslash is part of the text around: before a line's end or a quote.
    private func endsAtBackslash(_ reader: SubjectReader) throws(Undecided) -> Bool {
        guard let next = try reader.peek() else { return true }
        return Self.escaped.contains(next)
    }

    /// Whether a comma parts values: before a blank, a quote, the end, or another name.
    private func endsAtComma(_ reader: inout SubjectReader) throws(Undecided) -> Bool {
        guard let next = try reader.peek() else { return true }
        if Self.bareEnd.contains(next) { return true }
        let start = reader.index
        try reader.skip(.property, atMost: 40)
        let follower = try reader.peek()
        return reader.index > start && (follower == UInt8(ascii: "=") || follower == UInt8(ascii: ":"))
    }

    // MARK: Headers

    /// `Basic dXNlcjpwYXNz`: what follows the scheme, up to the line's end where it has parameters.
    private func credentials(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
        let opening = try openingQuote(&reader)
        let start = reader.index
        try reader.skip(.name, atMost: 32)
        let word = start..<reader.index
        let follower = try reader.peek()
        let isScheme = !word.isEmpty && follower == UInt8(ascii: " ")
        var next = reader
        try next.skip(Self.blank, atMost: 8)
        if isScheme, let byte = try next.peek(), !ByteSet.space.union(.quotes).contains(byte) {
            let first = next.index
            let stop = opening ?? ByteSet.lineEnd.union(.quotes)
            let hasParameters = word.count > 6 && !Randomness.isNoWord(subject.bytes[word]) || subject.bytes[word].contains(Self.dash)
            try next.skip((hasParameters ? stop : stop.union(Self.blankOrComma)).inverted)
            let range = first..<trimmed(first..<next.index)
            guard !range.isEmpty, !PlainValue.isPlain(subject.bytes, range),
                Randomness.isNoWord(subject.bytes[range]) || hasParameters && subject.bytes[range].contains(UInt8(ascii: "="))
            else { return nil }
            return Finding(range: range, name: name.kind, family: .header, continuesTo: next.isAtReach ? stop : nil)
        }
        reader.index = start
        return try value(&reader, joint, SecretName(token: name.kind))
    }

    /// All cookies of a line: each of them may be a session.
    private func cookies(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
        let opening = try openingQuote(&reader)
        let stop = opening ?? ByteSet.lineEnd.union(.quotes)
        let start = reader.index
        try reader.skip(stop.inverted)
        let range = start..<trimmed(start..<reader.index)
        guard subject.bytes[range].contains(UInt8(ascii: "=")), !PlainValue.isPlain(subject.bytes, range) else { return nil }
        return Finding(range: range, name: name.kind, family: .header, continuesTo: reader.isAtReach ? stop : nil)
    }

    /// Goes past a quote and gives what will close it.
    private func openingQuote(_ reader: inout SubjectReader) throws(Undecided) -> ByteSet? {
        let before = reader.index
        try reader.skip(Self.backslash, atMost: 16)
        guard let quote = try reader.peek(), ByteSet.quotes.contains(quote) else {
            reader.index = before
            return nil
        }
        reader.index += 1
        return ByteSet([quote]).union(.lineEnd)
    }

    /// Without the backslashes that escape the closing quote, and without blanks.
    private func trimmed(_ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, Self.blankOrBackslash.contains(subject[end - 1]) { end -= 1 }
        return end
    }
}

extension SecretName {
    /// A token whose header names no scheme.
    fileprivate init(token kind: String) {
        self.kind = kind
        certainty = .likely
    }
}
