/// As much of a PromQL expression as tells whether one recorded answer holds another's: one selector, and the text around it.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors
struct PromSelector: Equatable, Sendable {
    /// What stands before the metric's name: `rate(`, or nothing.
    var prefix: String
    var metric: String
    var matchers: [PromMatcher]
    /// What stands after the selector: `[2m])`, or nothing.
    var suffix: String

    /// The text without the blanks outside of its strings: two spellings of one expression are the same then.
    static func normalized(_ text: String) -> String {
        var result = ""
        var quote: Character?
        var isEscaped = false
        for character in text {
            if let open = quote {
                if character == open, !isEscaped { quote = nil }
                isEscaped = character == "\\" && !isEscaped && open != "`"
            } else if character.isWhitespace {
                continue
            } else if character == "\"" || character == "'" || character == "`" {
                quote = character
            }
            result.append(character)
        }
        return result
    }

    /// - Parameter text: Normalised.
    /// - Returns: nil for an expression without a selector, or with more than one.
    init?(parsing text: String) {
        guard let open = text.firstIndex(of: "{") else {
            guard !text.isEmpty, text.allSatisfy(Self.isNamePart) else { return nil }
            (prefix, metric, matchers, suffix) = ("", text, [], "")
            return
        }
        guard let close = Self.end(of: text, from: open) else { return nil }
        let after = text[text.index(after: close)...]
        guard !after.contains("{") else { return nil }
        let name = text[..<open].reversed().prefix(while: Self.isNamePart).reversed()
        guard let matchers = PromMatcher.list(parsing: text[text.index(after: open)..<close]) else { return nil }
        prefix = String(text[..<open].dropLast(name.count))
        metric = String(name)
        self.matchers = matchers
        suffix = String(after)
    }

    /// Whether every series of `other` is among this one's, with the same values: same function, same metric, and all of this one's matchers.
    func covers(_ other: PromSelector) -> Bool {
        guard metric == other.metric, prefix == other.prefix, suffix == other.suffix else { return false }
        return matchers.allSatisfy { recorded in
            other.matchers.contains { asked in
                asked == recorded || (asked.label == recorded.label && asked.kind == .equal && recorded.matches(asked.value) == true)
            }
        }
    }

    /// Whether series can be left out of an answer by their labels: an aggregation has merged them, a function over time has not.
    var keepsLabels: Bool {
        prefix.isEmpty || Self.functionsOfOneSeries.contains { prefix == $0 + "(" }
    }

    private static let functionsOfOneSeries = [
        "rate", "irate", "increase", "delta", "idelta", "deriv", "changes", "resets", "avg_over_time", "max_over_time", "min_over_time",
        "sum_over_time", "count_over_time", "last_over_time",
    ]

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ":")
    }

    private static func end(of text: String, from open: String.Index) -> String.Index? {
        var quote: Character?
        var isEscaped = false
        for index in text[open...].indices {
            let character = text[index]
            if let current = quote {
                if character == current, !isEscaped { quote = nil }
                isEscaped = character == "\\" && !isEscaped && current != "`"
            } else if character == "\"" || character == "'" || character == "`" {
                quote = character
            } else if character == "}" {
                return index
            }
        }
        return nil
    }
}

/// One label matcher of a selector.
struct PromMatcher: Hashable, Sendable {
    enum Kind: String, Sendable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    var label: String
    var kind: Kind
    var value: String

    /// - Returns: nil where the matcher's regular expression is more than ``PromPattern`` knows.
    func matches(_ text: String) -> Bool? {
        switch kind {
        case .equal: text == value
        case .notEqual: text != value
        case .matches: PromPattern(parsing: value)?.matches(text)
        case .doesNotMatch: PromPattern(parsing: value).map { !$0.matches(text) }
        }
    }

    /// Reads what stands between the braces: `namespace="shop",container!=""`.
    static func list(parsing text: Substring) -> [PromMatcher]? {
        var found: [PromMatcher] = []
        var rest = text
        while !rest.isEmpty {
            let label = rest.prefix { !"=!".contains($0) }
            rest = rest.dropFirst(label.count)
            let sign = rest.prefix { "=!~".contains($0) }
            rest = rest.dropFirst(sign.count)
            guard !label.isEmpty, let kind = Kind(rawValue: String(sign)), let quote = rest.popFirst(), "\"'`".contains(quote) else { return nil }
            var value = ""
            var isClosed = false
            while let character = rest.popFirst() {
                if character == quote {
                    isClosed = true
                    break
                }
                guard character == "\\", quote != "`" else {
                    value.append(character)
                    continue
                }
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
            }
            guard isClosed else { return nil }
            found.append(PromMatcher(label: String(label), kind: kind, value: value))
            if rest.first == "," { rest.removeFirst() } else if !rest.isEmpty { return nil }
        }
        return found
    }
}

/// The regular expressions that dashboards and alerts mostly use: alternatives of literals with `.*` and `.+` in them, anchored at both ends.
///
/// Anything else is refused, so that no pattern can make a match slow.
struct PromPattern: Equatable, Sendable {
    private enum Piece: Equatable, Sendable {
        case literal(String)
        case any(atLeast: Int)
    }

    private var alternatives: [[Piece]]

    init?(parsing text: String) {
        var text = text[...]
        if text.hasPrefix("("), text.hasSuffix(")") { text = text.dropFirst().dropLast() }
        alternatives = []
        for alternative in text.split(separator: "|", omittingEmptySubsequences: false) {
            var pieces: [Piece] = []
            var literal = ""
            var rest = alternative
            while let character = rest.popFirst() {
                switch character {
                case "\\":
                    guard let escaped = rest.popFirst(), !escaped.isLetter, !escaped.isNumber else { return nil }
                    literal.append(escaped)
                case "." where rest.first == "*" || rest.first == "+":
                    if !literal.isEmpty { pieces.append(.literal(literal)) }
                    literal = ""
                    pieces.append(.any(atLeast: rest.popFirst() == "+" ? 1 : 0))
                case ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "^", "$":
                    return nil
                default:
                    literal.append(character)
                }
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            alternatives.append(pieces)
        }
    }

    func matches(_ text: String) -> Bool {
        alternatives.contains { Self.matches($0[...], text[...]) }
    }

    private static func matches(_ pieces: ArraySlice<Piece>, _ text: Substring) -> Bool {
        guard let first = pieces.first else { return text.isEmpty }
        switch first {
        case .literal(let literal):
            return text.hasPrefix(literal) && matches(pieces.dropFirst(), text.dropFirst(literal.count))
        case .any(let minimum):
            guard text.count >= minimum else { return false }
            if pieces.count == 1 { return true }
            return (minimum...text.count).contains { matches(pieces.dropFirst(), text.dropFirst($0)) }
        }
    }
}
