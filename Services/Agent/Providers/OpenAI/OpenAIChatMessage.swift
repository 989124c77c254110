import LLM
import Primitives

/// Turns as chat completions have them: one message each, but a message for every result of a tool.
enum OpenAIChatMessage {
    /// - Parameters:
    ///   - withTools: false writes earlier calls and results as text, for a model that knows no tools.
    ///   - describing: what is added to the system prompt.
    static func encode(_ request: ModelRequest, withTools: Bool, describing: String) -> [JSONValue] {
        var messages: [JSONValue] = []
        let system = request.system + describing
        if !system.isEmpty { messages.append(message("system", system)) }
        var ids = CallIDs()
        for turn in request.turns {
            switch turn {
            case .user(let text): messages.append(message("user", text))
            case .assistant(let turn) where withTools:
                ids.begin(turn.calls.map(\.id))
                messages.append(message(turn, ids))
            case .results(let results) where withTools: messages += results.enumerated().map { message($1, ids.id(at: $0, of: $1.callID)) }
            case .assistant(let turn): messages.append(message("assistant", text(turn)))
            case .results(let results): messages.append(message("user", results.map(text).joined(separator: "\n\n")))
            }
        }
        return messages
    }

    private static func message(_ role: String, _ text: String) -> JSONValue {
        ["role": .string(role), "content": .string(text)]
    }

    private static func message(_ turn: AssistantTurn, _ ids: CallIDs) -> JSONValue {
        let calls = turn.calls.enumerated().map { index, call -> JSONValue in
            [
                "id": .string(ids.id(at: index, of: call.id)), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(call.arguments.objectText)],
            ]
        }
        return .members([
            "role": "assistant",
            "content": .string(turn.text),
            "tool_calls": calls.isEmpty ? nil : .array(calls),
        ])
    }

    /// The format has no mark for a failure: the text says it.
    private static func message(_ result: ToolResult, _ id: String) -> JSONValue {
        ["role": "tool", "tool_call_id": .string(id), "content": .string(result.isError ? "Error: \(result.text)" : result.text)]
    }

    private static func text(_ turn: AssistantTurn) -> String {
        ([turn.text] + turn.calls.map { "I call \($0.name) with \($0.arguments.text)." }).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func text(_ result: ToolResult) -> String {
        "\(result.name) \(result.isError ? "failed" : "gave"):\n\(result.text)"
    }
}
