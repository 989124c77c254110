import LLM
import Primitives

/// Turns as items of the Responses API: messages, calls of functions and what these gave.
enum OpenAIResponsesItem {
    static func encode(_ turns: [Turn], provider: String) -> [JSONValue] {
        var ids = CallIDs()
        return turns.flatMap { turn -> [JSONValue] in
            switch turn {
            case .user(let text):
                return [["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]]]
            case .assistant(let turn):
                let own = ownItems(of: turn, provider: provider)
                ids.begin(turn.calls.map(\.id), isOwn: own != nil)
                return own ?? items(of: turn, ids)
            case .results(let results):
                return results.enumerated().map { index, result in
                    [
                        "type": "function_call_output", "call_id": .string(ids.id(at: index, of: result.callID)),
                        "output": .string(result.isError ? "Error: \(result.text)" : result.text),
                    ]
                }
            }
        }
    }

    /// Encrypted reasoning goes back before what followed it, in its order.
    private static func ownItems(of turn: AssistantTurn, provider: String) -> [JSONValue]? {
        guard let opaque = turn.opaque, opaque.provider == provider, let items = opaque.value.array,
            items.compactMap({ $0["type"] == "function_call" ? $0["call_id"]?.string : nil }) == turn.calls.map(\.id)
        else { return nil }
        return items.compactMap(input)
    }

    private static func items(of turn: AssistantTurn, _ ids: CallIDs) -> [JSONValue] {
        var items: [JSONValue] = []
        if !turn.text.isEmpty { items.append(["type": "message", "role": "assistant", "content": .string(turn.text)]) }
        for (index, call) in turn.calls.enumerated() {
            items.append([
                "type": "function_call", "call_id": .string(ids.id(at: index, of: call.id)), "name": .string(call.name),
                "arguments": .string(call.arguments.objectText),
            ])
        }
        return items
    }

    /// An item of an output as an input has it. Ids point to what is stored, and nothing is; reasoning without its encrypted content is of no use.
    private static func input(_ item: JSONValue) -> JSONValue? {
        switch item["type"]?.string {
        case "reasoning": item["encrypted_content"]?.string == nil ? nil : item.without("status")
        case "message":
            .members(["type": "message", "role": "assistant", "content": .string(OpenAIResponsesAssembler.text(of: item)), "phase": item["phase"]])
        case "function_call": item.without("id", "status")
        default: nil
        }
    }
}
