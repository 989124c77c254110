extension NamedValue {
    /// Where a value begins and ends.
    struct Extent {
        var range: Range<Int>
        var isQuoted = false
        /// `Some("…")`, `b'…'`: written by a program, not by a person.
        var isWrapped = false
        /// What ends it, where it goes on beyond what is looked at.
        var stop: ByteSet
    }

    private static let bareEnd = ByteSet.space.union(.quotes)
    private static let elementEnd = ByteSet("<\n\r")
    private static let blank = ByteSet(" \t")
    private static let blankOrLine = ByteSet(" \t\r\n")
    private static let closers = ByteSet(")]},.:>")
    /// What begins a placeholder of ours, or of a template.
    private static let openers = ByteSet("[$")
    private static let brackets = ByteSet("{[(<&*")
    private static let afterQuote = ByteSet.space.union(ByteSet(",)]};:.>|\\\"'`"))

    func extent(_ reader: inout SubjectReader, _ joint: Joint) throws(Undecided) -> Extent {
        if joint.kind == .element { return try element(&reader, joint.spelling) }
        let isWrapped = try skipWrapper(&reader)
        if let sign = try reader.sign(), ByteSet.quotes.contains(sign.byte), sign.spelling != .percent || joint.spelling == .percent {
            reader.index += sign.count
            var value = try quoted(&reader, sign)
            value.isWrapped = isWrapped
            return value
        }
        let value = try bare(&reader, joint.spelling)
        return try block(&reader, value) ?? value
    }

    // MARK: Quoted

    private static let letters = ByteSet(":.", letters: true)
    private static let prefixes = ByteSet("bBuUrRfF")
    private static let opening = ByteSet("([")

    /// Goes past what stands before a quote: `b'…'`, `Some("…")`, `Optional("…")`, `["…"]`, also where lines follow each other.
    private func skipWrapper(_ reader: inout SubjectReader) throws(Undecided) -> Bool {
        var inner = reader
        for _ in 0..<3 {
            let start = inner.index
            try inner.skip(Self.letters, atMost: 40)
            let name = subject.bytes[start..<inner.index]
            let isCall = try inner.take(Self.opening)
            if isCall { try inner.skip(Self.blankOrLine, atMost: 64) }
            guard isCall || (1...2).contains(name.count) && name.allSatisfy({ Self.prefixes.contains($0) }) else { return false }
            if let sign = try inner.sign(), ByteSet.quotes.contains(sign.byte) {
                reader.index = inner.index
                return true
            }
            guard isCall else { return false }
        }
        return false
    }

    /// Up to the same quote with as many backslashes before it, or to the line's end where there is none. A doubled quote is part of the value, as
    /// YAML, SQL and shells have it.
    private func quoted(_ reader: inout SubjectReader, _ opening: Sign) throws(Undecided) -> Extent {
        let start = reader.index
        let stop = (opening.spelling == .plain || opening.spelling == .backslash ? ByteSet([opening.byte]) : ByteSet("\\%&\"'"))
        while let sign = try reader.sign() {
            if sign.spelling == .plain, ByteSet.lineEnd.contains(sign.byte) { break }
            if sign.byte == opening.byte, Self.closes(opening, sign) {
                if opening.spelling == .plain, sign.backslashes == 0 {
                    var next = reader
                    next.index += 1
                    if try next.peek() == opening.byte {
                        reader.index += 2
                        continue
                    }
                }
                let isBackslashPart = opening.spelling == .plain
                return Extent(range: start..<reader.index + (isBackslashPart ? sign.backslashes : 0), isQuoted: true, stop: stop)
            }
            reader.index += sign.count
        }
        return Extent(range: start..<reader.index, isQuoted: true, stop: stop.union(.lineEnd))
    }

    private static func closes(_ opening: Sign, _ sign: Sign) -> Bool {
        switch (opening.spelling, sign.spelling) {
        case (.plain, .plain): true
        case (.plain, .backslash): sign.backslashes.isMultiple(of: 2)
        case (.plain, _): false
        case (_, .plain): true
        case (.backslash, .backslash), (.codePoint, .codePoint): sign.backslashes <= opening.backslashes
        case (.codePoint, .backslash): false
        case (let one, let other): one == other
        }
    }

    // MARK: Bare

    /// Up to a blank or a separator. Commas, semicolons, ampersands, quotes and brackets may be part of a password, and are where something of it follows.
    private func bare(_ reader: inout SubjectReader, _ spelling: Sign.Spelling) throws(Undecided) -> Extent {
        let start = reader.index
        var hasBegun = false
        while let sign = try reader.sign(), try !ends(at: reader, sign, hasBegun, spelling) {
            // A percent sign is a password's, unless the text around is written so.
            reader.index += sign.spelling == .percent && spelling != .percent ? 1 : sign.count
            hasBegun = hasBegun || !Self.brackets.contains(sign.byte)
        }
        var end = reader.index
        while end > start, Self.closers.contains(subject[end - 1]), !Self.openers.contains(subject[start]) { end -= 1 }
        return Extent(range: start..<end, stop: Self.bareEnd)
    }

    private func ends(at reader: SubjectReader, _ sign: Sign, _ hasBegun: Bool, _ spelling: Sign.Spelling) throws(Undecided) -> Bool {
        var next = reader
        next.index += sign.count
        if sign.spelling == .percent, spelling != .percent { return false }
        switch sign.byte {
        case 0...0x20: return true
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return sign.spelling != .plain || !hasBegun ? true : try endsAtQuote(next)
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "&"): return try endsAtSeparator(next, sign)
        case UInt8(ascii: "<"): return sign.spelling == .plain ? try closesTag(next) : true
        case UInt8(ascii: ">"): return sign.spelling == .codePoint || sign.spelling == .entity
        case UInt8(ascii: "\\"):
            if try next.peek() == nil { return true }
            var colour = reader
            try colour.skipColours()
            return colour.index > reader.index
        default: return false
        }
    }

    /// Whether a quote belongs to the text around: nothing of a value follows.
    private func endsAtQuote(_ reader: SubjectReader) throws(Undecided) -> Bool {
        try reader.peek().map { Self.afterQuote.contains($0) } ?? true
    }

    /// Whether a comma, semicolon or ampersand parts values: before a blank, a quote, the end, or another name.
    private func endsAtSeparator(_ reader: SubjectReader, _ separator: Sign) throws(Undecided) -> Bool {
        var reader = reader
        guard let next = try reader.sign() else { return true }
        if ByteSet.space.contains(next.byte), next.spelling != .percent { return true }
        if ByteSet.quotes.contains(next.byte), next.spelling != .percent {
            if separator.byte == UInt8(ascii: ",") || next.spelling != .plain { return true }
            reader.index += 1
            return try endsAtQuote(reader)
        }
        // `;User ID=`
        for _ in 0..<3 {
            let start = reader.index
            try reader.skip(.property, atMost: 40)
            guard reader.index > start, let follower = try reader.sign() else { return false }
            if follower.byte == UInt8(ascii: "=") { return true }
            if follower.byte == UInt8(ascii: ":") { return separator.byte == UInt8(ascii: ",") }
            guard separator.byte == UInt8(ascii: ";"), follower.byte == UInt8(ascii: " ") else { return false }
            reader.index += follower.count
        }
        return false
    }

    /// Whether a tag is closed behind an angle: `</b>`.
    private func closesTag(_ reader: SubjectReader) throws(Undecided) -> Bool {
        var reader = reader
        guard try reader.take("/") else { return false }
        try reader.skip(.name, atMost: 40)
        return try reader.take(.closing)
    }

    // MARK: Over lines

    private static let indicators = ByteSet("|>-+", digits: true)

    /// The lines of a YAML block, after `|` or `>-` in place of a value (YAML 1.2, 8.1).
    private func block(_ reader: inout SubjectReader, _ value: Extent) throws(Undecided) -> Extent? {
        let indicator = subject.bytes[value.range.lowerBound..<reader.index]
        guard let first = indicator.first, first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), indicator.count <= 3,
            indicator.allSatisfy({ Self.indicators.contains($0) }), let depth = try nextLine(&reader), depth > 0
        else { return nil }
        let start = reader.index
        // Within a text of JSON, where that ends the block does.
        let isEscaped = !ByteSet.lineEnd.contains(subject[start - depth - 1])
        var end = start
        repeat {
            while let sign = try reader.sign(), !ByteSet.lineEnd.contains(sign.byte), !(isEscaped && ByteSet.quotes.contains(sign.byte)) {
                reader.index += sign.count
            }
            end = reader.index
        } while try nextLine(&reader).map { $0 >= depth } ?? false
        reader.index = end
        return Extent(range: start..<end, stop: .lineEnd)
    }

    /// Goes past the line's end and the blanks that follow.
    private func nextLine(_ reader: inout SubjectReader) throws(Undecided) -> Int? {
        var hasEnd = false
        while let sign = try reader.sign(), ByteSet.lineEnd.contains(sign.byte) {
            reader.index += sign.count
            hasEnd = true
        }
        let start = reader.index
        try reader.skip(Self.blank, atMost: 200)
        return hasEnd ? reader.index - start : nil
    }

    /// Up to the next tag, in the spelling of the first.
    private func element(_ reader: inout SubjectReader, _ spelling: Sign.Spelling) throws(Undecided) -> Extent {
        try reader.skip(Self.blankOrLine, atMost: 64)
        _ = try reader.take("<![CDATA[")
        let start = reader.index
        while let sign = try reader.sign() {
            let isAngle = sign.byte == UInt8(ascii: "<") && (sign.spelling == spelling || sign.spelling == .plain)
            if isAngle || sign.spelling == .plain && ByteSet.lineEnd.contains(sign.byte) { break }
            reader.index += sign.count
        }
        var end = reader.index
        if end >= start + 3, subject.ends(with: "]]>", at: end) { end -= 3 }
        while end > start, Self.blank.contains(subject[end - 1]) { end -= 1 }
        return Extent(range: start..<end, stop: Self.elementEnd)
    }
}
