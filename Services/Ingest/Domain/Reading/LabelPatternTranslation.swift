/// Reads an RE2 expression by recursive descent and writes it as PostgreSQL's.
struct LabelPatternTranslation {
    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    /// A part of an expression: its text, and how many states its automaton needs.
    private struct Part {
        var text = ""
        var size = 0
    }

    private static let maximumDepth = 20
    /// PostgreSQL's own bound.
    private static let maximumRepetition = 255

    init(_ text: String) {
        rest = text.unicodeScalars[...]
    }

    mutating func anchored() throws(LabelMatcherError) -> String {
        // PostgreSQL takes options in front of the whole expression only.
        let ignoresCase = take("(?i)")
        let expression = try alternatives()
        guard rest.isEmpty else { throw LabelMatcherError("has a closing parenthesis too many") }
        return "\(ignoresCase ? "(?i)" : "")^(?:\(expression.text))$"
    }

    private mutating func alternatives() throws(LabelMatcherError) -> Part {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw LabelMatcherError("is nested more than \(Self.maximumDepth) deep") }
        var whole = try sequence()
        while take("|") {
            let other = try sequence()
            whole.text += "|" + other.text
            whole.size += other.size + 1
        }
        return whole
    }

    private mutating func sequence() throws(LabelMatcherError) -> Part {
        var whole = Part()
        while let first = rest.first, first != "|", first != ")" {
            let part = try repeated(try atom())
            whole.text += part.text
            whole.size += part.size
            guard whole.size <= LabelPattern.maximumSize else { throw LabelMatcherError("is a pattern that grows too large") }
        }
        return whole
    }

    private mutating func atom() throws(LabelMatcherError) -> Part {
        guard let scalar = rest.popFirst() else { return Part() }
        switch scalar {
        case "(": return try group()
        case "[":
            var set = LabelPatternSet(rest)
            let text = try set.text()
            rest = set.rest
            return Part(text: text, size: 1)
        case ".": return Part(text: "[^\\n]", size: 1)
        case "^", "$": return Part(text: String(scalar), size: 1)
        case "*", "+", "?": throw LabelMatcherError("has a “\(scalar)” that repeats nothing")
        case "\\": return Part(text: try escape(), size: 1)
        default: return Part(text: scalar.asPatternLiteral, size: 1)
        }
    }

    private mutating func group() throws(LabelMatcherError) -> Part {
        if rest.first == "?" {
            guard take("?:") || takeName() else { throw LabelMatcherError("has a group of a kind that isn't supported: “(?”") }
        }
        var inner = try alternatives()
        guard take(")") else { throw LabelMatcherError("has a parenthesis that isn't closed") }
        inner.text = "(?:\(inner.text))"
        inner.size += 1
        return inner
    }

    /// `?P<name>` or `?<name>`: nobody asks what a group holds.
    private mutating func takeName() -> Bool {
        let before = rest
        if take("?P<") || take("?<"), let end = rest.firstIndex(of: ">") {
            let name = rest[..<end]
            if !name.isEmpty, name.allSatisfy({ $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }) {
                rest = rest[rest.index(after: end)...]
                return true
            }
        }
        rest = before
        return false
    }

    private mutating func escape() throws(LabelMatcherError) -> String {
        guard let scalar = rest.popFirst() else { throw LabelMatcherError("ends in a backslash") }
        switch scalar {
        case "d", "D", "s", "S", "w", "W", "A", "B", "n", "t", "r", "f", "v": return scalar == "B" ? "\\Y" : "\\\(scalar)"
        case "b": return "\\y"
        case "z": return "\\Z"
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw LabelMatcherError("has an escape that isn't supported: “\\\(scalar)”")
            }
            return scalar.asPatternLiteral
        }
    }

    /// A lazy repetition matches the same labels as a greedy one.
    private mutating func repeated(_ atom: Part) throws(LabelMatcherError) -> Part {
        guard let (text, times) = try repetition() else { return atom }
        _ = take("?")
        if let next = rest.first, ["*", "+", "?"].contains(next) {
            throw LabelMatcherError("repeats a repetition: put the inner one in parentheses")
        }
        return Part(text: atom.text + text, size: atom.size * times + 1)
    }

    private mutating func repetition() throws(LabelMatcherError) -> (text: String, times: Int)? {
        for sign in ["*", "+", "?"] where take(sign) { return (sign, 1) }
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return nil }
        let bounds = Substring(rest[rest.index(after: rest.startIndex)..<end]).split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(bounds.count), let least = Self.number(bounds[0]) else { return nil }
        var most: Int? = least
        if bounds.count == 2 {
            most = Self.number(bounds[1])
            guard most != nil || bounds[1].isEmpty else { return nil }
        }
        rest = rest[rest.index(after: end)...]
        guard least <= Self.maximumRepetition, (most ?? 0) <= Self.maximumRepetition, most.map({ $0 >= least }) ?? true else {
            throw LabelMatcherError("repeats by bounds that aren't within 0…\(Self.maximumRepetition) and in order")
        }
        let text = bounds.count == 1 ? "{\(least)}" : "{\(least),\(most.map(String.init) ?? "")}"
        return (text, max(least, most ?? least + 1, 1))
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest.removeFirst(text.unicodeScalars.count)
        return true
    }
}

extension Unicode.Scalar {
    /// What stands for this scalar alone in PostgreSQL's expressions: a backslash makes any ASCII sign that is no letter or digit literal.
    var asPatternLiteral: String {
        let isSign = isASCII && value > 0x20 && !properties.isAlphabetic && properties.numericType == nil
        return isSign ? "\\\(self)" : String(self)
    }
}
