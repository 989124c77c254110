import Primitives

/// Where a value stands in a sender's JSON: `monitor.name`, `tags[0]`, `labels["app.kubernetes.io/name"]`.
///
/// A path leads from the alert; one that begins with `$` from the body, as in `$.region`. `$` alone is the body, and `@` the alert.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    package let description: String
    let isFromBody: Bool
    let steps: [Step]

    /// - Returns: nil for what is no path.
    package init?(_ text: String) {
        var rest = Substring(text)
        isFromBody = rest.first == "$"
        let isAnchored = isFromBody || rest.first == "@"
        if isAnchored { rest.removeFirst() }
        var steps: [Step] = []
        while let first = rest.first {
            switch first {
            case "[":
                guard let step = Self.bracketed(&rest) else { return nil }
                steps.append(step)
            case ".":
                guard isAnchored || !steps.isEmpty else { return nil }
                rest.removeFirst()
                fallthrough
            default:
                guard first == "." || (steps.isEmpty && !isAnchored) else { return nil }
                let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
        guard isAnchored || !steps.isEmpty else { return nil }
        self.steps = steps
        description = text
    }

    /// `[3]` or `["any name"]`
    private static func bracketed(_ rest: inout Substring) -> Step? {
        let inside = rest.dropFirst()
        if inside.first == "\"" {
            let name = inside.dropFirst().prefix { $0 != "\"" }
            let after = inside.dropFirst(name.count + 1)
            guard !name.isEmpty, after.hasPrefix("\"]") else { return nil }
            rest = after.dropFirst(2)
            return .member(String(name))
        }
        let digits = inside.prefix { $0 != "]" }
        guard let index = Int(digits), index >= 0, inside.dropFirst(digits.count).first == "]" else { return nil }
        rest = inside.dropFirst(digits.count + 1)
        return .element(index)
    }

    /// - Returns: nil where a step is missing, and where there is null.
    func value(in alert: JSONValue, of body: JSONValue) -> JSONValue? {
        var value = isFromBody ? body : alert
        for step in steps {
            switch step {
            case .member(let name):
                guard let member = value[name] else { return nil }
                value = member
            case .element(let index):
                guard let elements = value.array, elements.indices.contains(index) else { return nil }
                value = elements[index]
            }
        }
        // A plain `nil` in a ternary would be taken for JSON's null.
        return value == .null ? Optional.none : value
    }

    /// As an error names it, of an alert that stands at `place`.
    func path(from place: String) -> String {
        let text = description.first == "$" || description.first == "@" ? String(description.dropFirst()) : ".\(description)"
        let path = (isFromBody ? "" : place) + text
        return path.isEmpty ? "body" : path.first == "." ? String(path.dropFirst()) : path
    }
}
