import LLM
import Primitives

extension ToolArguments {
    /// As a model wrote them: the text of an object. Nothing at all stands for an empty one.
    init(text: String) {
        let isBlank = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        if isBlank {
            self = .json([:])
        } else if let value = JSONValue.parse(text), case .object = value {
            self = .json(value)
        } else {
            self = .malformed(text)
        }
    }

    /// As the model wrote them.
    var text: String {
        switch self {
        case .json(let value): value.text
        case .malformed(let text): text
        }
    }

    /// For APIs that carry arguments as text, and whose servers read them as an object again.
    var objectText: String { object.text }

    /// For APIs that carry arguments as an object and would refuse anything else.
    var object: JSONValue {
        switch self {
        case .json(.object(let members)): .object(members)
        case .json(let value): ["value": value]
        case .malformed(let text): ["malformed": .string(text)]
        }
    }
}
