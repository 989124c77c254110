import LLM
import Primitives

extension ModelReply {
    /// Its words and calls, as they may be kept and shown.
    func masked(by mask: (String) -> String) -> ModelReply {
        var reply = self
        reply.turn.text = mask(turn.text)
        if case .refused(let words) = stop { reply.stop = .refused(mask(words)) }
        reply.turn.calls = turn.calls.map { call in
            var call = call
            switch call.arguments {
            case .json(let arguments): call.arguments = .json(arguments.masked(by: mask))
            case .malformed(let text): call.arguments = .malformed(mask(text))
            }
            return call
        }
        return reply
    }
}

extension JSONValue {
    /// With each of its texts masked.
    func masked(by mask: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(mask(text))
        case .array(let elements): .array(elements.map { $0.masked(by: mask) })
        case .object(let members): .object(members.mapValues { $0.masked(by: mask) })
        case .null, .bool, .integer, .number: self
        }
    }
}
