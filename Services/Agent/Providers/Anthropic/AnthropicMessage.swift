import LLM
import Primitives

/// Turns as the Messages API has them: blocks of content by a user or the assistant; results of tools are the user's.
enum AnthropicMessage {
    static func encode(_ turns: [Turn], provider: String) -> [JSONValue] {
        var messages: [JSONValue] = []
        var ids = CallIDs()
        for (index, turn) in turns.enumerated() {
            var (role, blocks) = encode(turn, provider: provider, &ids)
            // The conversation so far is a prefix of the next request's: what is read now is read from the cache then.
            if index == turns.count - 1, role == "user", let last = blocks.popLast(), case .object(var members) = last {
                members["cache_control"] = AnthropicMessages.cacheMark
                blocks.append(.object(members))
            }
            messages.append(["role": .string(role), "content": .array(blocks)])
        }
        return messages
    }

    private static func encode(_ turn: Turn, provider: String, _ ids: inout CallIDs) -> (role: String, blocks: [JSONValue]) {
        switch turn {
        case .user(let text):
            return ("user", [block(text)])
        case .assistant(let turn):
            let own = ownBlocks(of: turn, provider: provider)
            ids.begin(turn.calls.map(\.id), isOwn: own != nil)
            return ("assistant", own ?? blocks(of: turn, ids))
        case .results(let results):
            let blocks = results.enumerated().map { index, result in
                JSONValue.members([
                    "type": "tool_result",
                    "tool_use_id": .string(ids.id(at: index, of: result.callID)),
                    "content": [block(result.text)],
                    "is_error": result.isError ? true : nil,
                ])
            }
            return ("user", blocks)
        }
    }

    /// Signed thoughts go back with all that they came with, in its order, or the API refuses them. Blank text it gives, and doesn't take.
    private static func ownBlocks(of turn: AssistantTurn, provider: String) -> [JSONValue]? {
        guard let opaque = turn.opaque, opaque.provider == provider, let blocks = opaque.value.array,
            blocks.compactMap({ $0["type"] == "tool_use" ? $0["id"]?.string : nil }) == turn.calls.map(\.id)
        else { return nil }
        return blocks.filter { $0["type"] != "text" || !isBlank($0["text"]?.string ?? "") }
    }

    private static func blocks(of turn: AssistantTurn, _ ids: CallIDs) -> [JSONValue] {
        var blocks: [JSONValue] = []
        if !turn.text.isEmpty || turn.calls.isEmpty { blocks.append(block(turn.text)) }
        for (index, call) in turn.calls.enumerated() {
            blocks.append([
                "type": "tool_use", "id": .string(ids.id(at: index, of: call.id)), "name": .string(call.name), "input": call.arguments.object,
            ])
        }
        return blocks
    }

    /// The API refuses text that is empty or blank.
    private static func block(_ text: String) -> JSONValue {
        ["type": "text", "text": .string(isBlank(text) ? "(nothing)" : text)]
    }

    private static func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 <= 0x20 } }
}
