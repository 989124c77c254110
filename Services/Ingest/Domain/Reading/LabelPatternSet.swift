/// A bracket expression, from behind its `[`.
struct LabelPatternSet {
    /// What follows it.
    private(set) var rest: Substring.UnicodeScalarView

    /// The same names in both kinds of expressions.
    private static let classes: Set<String> = [
        "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit", "word",
    ]

    private enum Member {
        case scalar(Unicode.Scalar)
        case several(String)
    }

    init(_ rest: Substring.UnicodeScalarView) {
        self.rest = rest
    }

    mutating func text() throws(LabelMatcherError) -> String {
        var text = take("^") ? "[^" : "["
        var isFirst = true
        while let next = rest.first {
            // A bracket in the first place stands for itself.
            if next == "]", !isFirst {
                rest.removeFirst()
                return text + "]"
            }
            isFirst = false
            text += try range()
        }
        throw LabelMatcherError("has a bracket that isn't closed")
    }

    private mutating func range() throws(LabelMatcherError) -> String {
        switch try member() {
        case .several(let text):
            return text
        case .scalar(let first):
            let before = rest
            guard take("-"), let next = rest.first, next != "]" else {
                rest = before
                return first.asPatternLiteral
            }
            guard case .scalar(let last) = try member(), last >= first else { throw LabelMatcherError("has a range in brackets that isn't one") }
            return "\(first.asPatternLiteral)-\(last.asPatternLiteral)"
        }
    }

    private mutating func member() throws(LabelMatcherError) -> Member {
        if take("[:") {
            guard let end = rest.firstIndex(of: ":") else { throw LabelMatcherError("has a class in brackets that isn't closed") }
            let name = String(Substring(rest[..<end]))
            rest = rest[end...]
            guard take(":]"), Self.classes.contains(name) else { throw LabelMatcherError("has an unknown class in brackets") }
            return .several("[:\(name):]")
        }
        guard let scalar = rest.popFirst() else { throw LabelMatcherError("has a bracket that isn't closed") }
        guard scalar == "\\" else { return .scalar(scalar) }
        guard let escaped = rest.popFirst() else { throw LabelMatcherError("has a bracket that isn't closed") }
        switch escaped {
        case "d", "s", "w": return .several("\\\(escaped)")
        case "n": return .scalar("\n")
        case "t": return .scalar("\t")
        case "r": return .scalar("\r")
        default:
            guard escaped.isASCII, !escaped.properties.isAlphabetic, escaped.properties.numericType == nil else {
                throw LabelMatcherError("has an escape in brackets that isn't supported: “\\\(escaped)”")
            }
            return .scalar(escaped)
        }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest.removeFirst(text.unicodeScalars.count)
        return true
    }
}
