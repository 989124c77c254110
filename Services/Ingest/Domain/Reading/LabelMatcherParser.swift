/// Reads matchers as Alertmanager's API and `amtool` take them: `alertname="X"`, `{pod=~"orders-.*", team!=shop}`.
///
/// Names and values stand in double quotes or, without any of ``reserved`` and white space, for themselves; any of UTF-8 may be in them.
/// Several are separated by commas and all have to hold; braces around them and a comma at the end are optional.
/// A value without quotes may also be missing (`team=`), and may hold what only the older grammar allowed there (`team=~a|b=c`), up to a comma,
/// a brace or a quote.
/// Source: https://prometheus.io/docs/alerting/latest/configuration/#matcher
package struct LabelMatcherParser {
    private var rest: Substring.UnicodeScalarView

    private init(_ text: String) {
        rest = text.unicodeScalars[...]
    }

    /// - Returns: at least one.
    package static func matchers(in text: String) throws(LabelMatcherError) -> [LabelMatcher] {
        var parser = LabelMatcherParser(text)
        return try parser.matchers()
    }

    private static let reserved: Set<Unicode.Scalar> = ["{", "}", "!", "=", "~", ",", "\\", "\"", "'", "`"]

    private mutating func matchers() throws(LabelMatcherError) -> [LabelMatcher] {
        skipSpace()
        let hasBrace = take("{")
        var matchers: [LabelMatcher] = []
        repeat {
            skipSpace()
            if rest.isEmpty || rest.first == "}" { break }
            matchers.append(try matcher())
            skipSpace()
        } while take(",")
        if hasBrace, !take("}") { throw LabelMatcherError("has no closing brace") }
        skipSpace()
        guard rest.isEmpty else { throw LabelMatcherError("can't be read from “\(String(Substring(rest.prefix(20))))” on") }
        guard !matchers.isEmpty else { throw LabelMatcherError("holds no matcher") }
        return matchers
    }

    private mutating func matcher() throws(LabelMatcherError) -> LabelMatcher {
        let name = rest.first == "\"" ? try quoted() : word(until: Self.reserved)
        guard !name.isEmpty else { throw LabelMatcherError("needs a label's name in front of the operator") }
        skipSpace()
        let sign = try comparison()
        skipSpace()
        let value = rest.first == "\"" ? try quoted() : word(until: [",", "{", "}", "\"", "'", "`"])
        for text in [name, value] where text.utf8.count > LabelMatcher.maximumBytes {
            throw LabelMatcherError("has a name or value of more than \(LabelMatcher.maximumBytes) bytes")
        }
        guard !name.utf8.contains(0), !value.utf8.contains(0) else { throw LabelMatcherError("holds U+0000, which no label does") }
        return LabelMatcher(name, try sign(value))
    }

    private mutating func comparison() throws(LabelMatcherError) -> (String) throws(LabelMatcherError) -> LabelMatcher.Comparison {
        if take("=") {
            guard take("~") else { return { .equal($0) } }
            return { (text) throws(LabelMatcherError) in .matches(try LabelPattern(text)) }
        }
        if take("!") {
            if take("=") { return { .notEqual($0) } }
            if take("~") { return { (text) throws(LabelMatcherError) in .doesNotMatch(try LabelPattern(text)) } }
        }
        throw LabelMatcherError("needs one of =, !=, =~ and !~ behind the label's name")
    }

    /// Up to white space or one of the scalars. Spaces within a value need quotes.
    private mutating func word(until ends: Set<Unicode.Scalar>) -> String {
        let end = rest.firstIndex { ends.contains($0) || $0.properties.isWhitespace } ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(Substring(rest[..<end]))
    }

    /// `\"`, `\\`, `\n` and `\t` are escapes; before anything else a backslash stands for itself, so that `"\d+"` needs no second one.
    private mutating func quoted() throws(LabelMatcherError) -> String {
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"":
                return String(text)
            case "\\":
                guard let escaped = rest.popFirst() else { break }
                switch escaped {
                case "\"", "\\": text.append(escaped)
                case "n": text.append("\n")
                case "t": text.append("\t")
                default: text.append(contentsOf: ["\\", escaped])
                }
            default:
                text.append(scalar)
            }
        }
        throw LabelMatcherError("has a quote that isn't closed")
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0.properties.isWhitespace }
    }
}
