import Primitives
import Yams

/// YAML as a JSON value, with YAML 1.2's idea of what a plain scalar is: `no` and `on` are words, not truths.
enum CaseYAML {
    static func parse(_ text: String, file: String) throws(CaseError) -> JSONValue {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw CaseError(file: file, problem: "is not YAML: \(error)")
        }
        guard let root else { throw CaseError(file: file, problem: "is empty") }
        return try value(of: root, at: Place(file: file))
    }

    private static func value(of node: Node, at place: Place) throws(CaseError) -> JSONValue {
        switch node {
        case .scalar(let scalar):
            return scalar.style == .plain || scalar.style == .any ? plain(scalar.string) : .string(scalar.string)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for (index, element) in sequence.enumerated() { elements.append(try value(of: element, at: place.element(index))) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [String: JSONValue] = [:]
            for (key, element) in mapping {
                guard case .scalar(let name) = key else { throw place.error("a key must be text") }
                members[name.string] = try value(of: element, at: place.member(name.string))
            }
            return .object(members)
        case .alias:
            throw place.error("an alias that nothing stands for")
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
        // A leading zero is a mode or a hash, never a number that somebody wrote out.
        guard isNumber, !(digits.first == "0" && digits.dropFirst().first?.isNumber == true) else { return .string(text) }
        if let integer = Int64(text) { return .integer(integer) }
        return Double(text).map(JSONValue.number) ?? .string(text)
    }
}
