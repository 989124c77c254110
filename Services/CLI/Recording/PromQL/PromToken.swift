/// The words of a PromQL expression.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/basics/
enum PromToken: Hashable, Sendable {
    case number(Double)
    case string(String)
    /// A metric, a function, a label, or a keyword.
    case name(String)
    /// `5m`, in seconds.
    case duration(Double)
    /// Operators, brackets, commas.
    case sign(String)

    static func tokens(of text: String) throws(PromQLError) -> [PromToken] {
        var tokens: [PromToken] = []
        var rest = text[...]
        while let character = rest.first {
            if character.isWhitespace {
                rest.removeFirst()
            } else if character == "#" {
                rest = rest.drop { $0 != "\n" }
            } else if character.isNumber || (character == "." && rest.dropFirst().first?.isNumber == true) {
                tokens.append(try number(&rest))
            } else if character.isLetter || character == "_" || character == ":" && !(tokens.last.map(isBeforeStep) ?? false) {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
                tokens.append(.name(String(word)))
                rest = rest.dropFirst(word.count)
            } else if "\"'`".contains(character) {
                tokens.append(.string(try string(&rest)))
            } else {
                let two = String(rest.prefix(2))
                let sign = ["==", "!=", ">=", "<=", "=~", "!~"].contains(two) ? two : String(character)
                tokens.append(.sign(sign))
                rest = rest.dropFirst(sign.count)
            }
        }
        return tokens
    }

    /// The colon of a subquery follows a duration.
    private static func isBeforeStep(_ token: PromToken) -> Bool {
        if case .duration = token { true } else { false }
    }

    private static func number(_ rest: inout Substring) throws(PromQLError) -> PromToken {
        let digits = rest.prefix { $0.isNumber || $0 == "." }
        let after = rest.dropFirst(digits.count)
        if let unit = after.first, "smhdwy".contains(unit) {
            var seconds = 0.0
            while let first = rest.first, first.isNumber {
                let digits = rest.prefix { $0.isNumber || $0 == "." }
                rest = rest.dropFirst(digits.count)
                let unit = rest.prefix { $0.isLetter }
                guard let value = Double(digits), let scale = units[String(unit)] else { throw PromQLError("bad duration") }
                rest = rest.dropFirst(unit.count)
                seconds += value * scale
            }
            return .duration(seconds)
        }
        var text = String(digits)
        rest = after
        if let exponent = rest.first, "eE".contains(exponent) {
            text.append("e")
            rest.removeFirst()
            let tail = rest.prefix { $0.isNumber || "+-".contains($0) }
            text += tail
            rest = rest.dropFirst(tail.count)
        }
        guard let value = Double(text) else { throw PromQLError("bad number \(text)") }
        return .number(value)
    }

    private static let units: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000]

    private static func string(_ rest: inout Substring) throws(PromQLError) -> String {
        let quote = rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == quote { return value }
            guard character == "\\", quote != "`" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            value.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
        }
        throw PromQLError("unterminated quoted string")
    }
}

/// What Prometheus would answer with 400.
struct PromQLError: Error {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}
