extension NamedValue {
    private static let blank = ByteSet(" \t")
    private static let blankOrComma = ByteSet(" \t,")
    private static let backslash = ByteSet("\\")
    private static let blankOrBackslash = ByteSet("\\ \t")
    private static let lists = ByteSet("[")
    private static let listEnd = ByteSet("]\n\r")

    /// `Basic dXNlcjpwYXNz`: what follows the scheme, up to the line's end where it has parameters.
    func credentials(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
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
            let hasParameters = word.count > 6 && !Randomness.isNoWord(subject.bytes[word]) || subject.bytes[word].contains(UInt8(ascii: "-"))
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
    func cookies(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
        let opening = try openingQuote(&reader)
        let stop = opening ?? ByteSet.lineEnd.union(.quotes)
        let start = reader.index
        try reader.skip(stop.inverted)
        let range = start..<trimmed(start..<reader.index)
        guard subject.bytes[range].contains(UInt8(ascii: "=")), !PlainValue.isPlain(subject.bytes, range) else { return nil }
        return Finding(range: range, name: name.kind, family: .header, continuesTo: reader.isAtReach ? stop : nil)
    }

    /// Goes past a quote, or the bracket of a list, and gives what will close it.
    private func openingQuote(_ reader: inout SubjectReader) throws(Undecided) -> ByteSet? {
        // Go prints `map[Authorization:[Basic …]]`; JSON has `["Basic …"]`.
        let isList = try reader.take(Self.lists)
        let before = reader.index
        try reader.skip(Self.backslash, atMost: 16)
        guard let quote = try reader.peek(), ByteSet.quotes.contains(quote) else {
            reader.index = before
            return isList ? Self.listEnd : nil
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
