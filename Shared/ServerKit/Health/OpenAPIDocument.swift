import FoundationEssentials
import Primitives
import Synchronization
import Yams

/// The API's document: written in YAML, served as JSON, converted when it is first asked for.
final class OpenAPIDocument: Sendable {
    private let yaml: [UInt8]
    private let converted = Mutex<String?>(nil)

    init(yaml: [UInt8]) {
        self.yaml = yaml
    }

    func json() throws -> String {
        try converted.withLock { converted in
            if let converted { return converted }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let value = try Yams.compose(yaml: String(decoding: yaml, as: UTF8.self)).map(JSONValue.init(yaml:)) ?? .null
            let json = String(decoding: try encoder.encode(value), as: UTF8.self)
            converted = json
            return json
        }
    }
}

extension JSONValue {
    /// A YAML value by YAML 1.2's core schema, in which plain `true`, `null`, `8080` and `0.5` are what they look like, and `no` is a text.
    init(yaml node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(Dictionary(mapping.map { ($0.key.scalar?.string ?? "", JSONValue(yaml: $0.value)) }) { _, last in last })
        case .sequence(let sequence):
            self = .array(sequence.map(JSONValue.init(yaml:)))
        case .scalar(let scalar):
            self = scalar.style == .plain ? JSONValue(plain: scalar.string) : .string(scalar.string)
        case .alias:
            self = .null
        }
    }

    private init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        default:
            if let integer = Int64(text) {
                self = .integer(integer)
            } else if let first = text.utf8.first, first < UInt8(ascii: ":"), let number = Double(text), number.isFinite {
                self = .number(number)
            } else {
                self = .string(text)
            }
        }
    }
}
