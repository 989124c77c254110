/// The requirements of a `labelSelector`, all of which an object must meet.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
package struct LabelSelector: Equatable, Sendable {
    enum Requirement: Equatable, Sendable {
        case exists(String)
        case doesNotExist(String)
        case isOneOf(String, [String])
        /// Met, too, by an object that doesn't carry the label.
        case isNoneOf(String, [String])
        case isGreater(String, than: Int)
        case isLess(String, than: Int)
    }

    var requirements: [Requirement] = []

    package init(parsing text: String) throws(SelectorError) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .exists(let key): labels[key] != nil
            case .doesNotExist(let key): labels[key] == nil
            case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
            case .isNoneOf(let key, let values): !(labels[key].map(values.contains) ?? false)
            case .isGreater(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 > bound } ?? false
            case .isLess(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }
}

/// A selector that can't be read.
package struct SelectorError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(description: String) {
        self.description = description
    }
}

/// Reads `app=shop,tier in (web, api),!canary`.
private struct LabelSelectorParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func requirements() throws(SelectorError) -> [LabelSelector.Requirement] {
        var found: [LabelSelector.Requirement] = []
        skipSpaces()
        while index < scalars.count {
            found.append(try requirement())
            skipSpaces()
            guard index < scalars.count else { break }
            guard take(",") else { throw unexpected("',' or the end") }
            skipSpaces()
            guard index < scalars.count else { throw unexpected("a label's name") }
        }
        return found
    }

    private mutating func requirement() throws(SelectorError) -> LabelSelector.Requirement {
        if take("!") {
            skipSpaces()
            return .doesNotExist(try key())
        }
        let key = try key()
        skipSpaces()
        if index == scalars.count || scalars[index] == "," { return .exists(key) }
        if take("!") {
            guard take("=") else { throw unexpected("'!='") }
            return .isNoneOf(key, [value()])
        }
        if take("=") {
            _ = take("=")
            return .isOneOf(key, [value()])
        }
        if take(">") { return .isGreater(key, than: try number()) }
        if take("<") { return .isLess(key, than: try number()) }
        switch word() {
        case "in": return .isOneOf(key, try values())
        case "notin": return .isNoneOf(key, try values())
        default: throw unexpected("an operator (in, notin, =, ==, !=, >, <)")
        }
    }

    private mutating func key() throws(SelectorError) -> String {
        let name = word()
        guard !name.isEmpty else { throw unexpected("a label's name") }
        return name
    }

    private mutating func value() -> String {
        skipSpaces()
        return word()
    }

    private mutating func number() throws(SelectorError) -> Int {
        let text = value()
        guard let number = Int(text) else { throw SelectorError(description: "'\(text)' is not an integer, which '<' and '>' compare") }
        return number
    }

    private mutating func values() throws(SelectorError) -> [String] {
        skipSpaces()
        guard take("(") else { throw unexpected("'('") }
        var found: [String] = []
        repeat {
            found.append(value())
            skipSpaces()
        } while take(",")
        guard take(")") else { throw unexpected("',' or ')'") }
        return found
    }

    private mutating func word() -> String {
        let start = index
        while index < scalars.count, !" \t\n\r,()=!<>".unicodeScalars.contains(scalars[index]) { index += 1 }
        return String(String.UnicodeScalarView(scalars[start..<index]))
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
        return true
    }

    private mutating func skipSpaces() {
        while index < scalars.count, " \t\n\r".unicodeScalars.contains(scalars[index]) { index += 1 }
    }

    private func unexpected(_ wanted: String) -> SelectorError {
        let found = index < scalars.count ? String(String.UnicodeScalarView(scalars[index...].prefix(20))) : ""
        return SelectorError(description: "found '\(found)', expected: \(wanted)")
    }
}
