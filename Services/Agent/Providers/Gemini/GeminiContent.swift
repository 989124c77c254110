import LLM
import Primitives

/// Turns as Gemini has them: parts by a user or the model; results of functions are the user's.
enum GeminiContent {
    /// What stands for the signature of a call that another model made, where the API insists on one.
    ///
    /// Source: https://ai.google.dev/gemini-api/docs/thought-signatures, its questions and answers
    private static let foreignSignature: JSONValue = "skip_thought_signature_validator"

    static func encode(_ turns: [Turn], provider: String, signsForeignCalls: Bool) -> [JSONValue] {
        var contents: [JSONValue] = []
        // Ids that the API itself gave to the calls of the turn before; those that were made up aren't told.
        var given: Set<String> = []
        for turn in turns {
            switch turn {
            case .user(let text):
                contents.append(["role": "user", "parts": [["text": .string(text)]]])
            case .assistant(let turn):
                let own = ownParts(of: turn, provider: provider)
                given = Set((own ?? []).compactMap { $0["functionCall"]?["id"]?.string })
                contents.append(["role": "model", "parts": .array(own ?? parts(of: turn, signsForeignCalls: signsForeignCalls))])
            case .results(let results):
                contents.append(["role": "user", "parts": .array(results.map { part($0, given) })])
            }
        }
        return contents
    }

    /// The parts as they came, signatures and all, where they still say what the turn says.
    private static func ownParts(of turn: AssistantTurn, provider: String) -> [JSONValue]? {
        guard let opaque = turn.opaque, opaque.provider == provider, let parts = opaque.value.array else { return nil }
        let names = parts.compactMap { $0["functionCall"]?["name"]?.string }
        return names == turn.calls.map(\.name) ? parts : nil
    }

    private static func parts(of turn: AssistantTurn, signsForeignCalls: Bool) -> [JSONValue] {
        var parts: [JSONValue] = turn.text.isEmpty && !turn.calls.isEmpty ? [] : [["text": .string(turn.text)]]
        for (index, call) in turn.calls.enumerated() {
            parts.append(
                .members([
                    "functionCall": ["name": .string(call.name), "args": call.arguments.object],
                    // Of several calls at once only the first carries a signature.
                    "thoughtSignature": signsForeignCalls && index == 0 ? foreignSignature : nil,
                ]))
        }
        return parts
    }

    private static func part(_ result: ToolResult, _ given: Set<String>) -> JSONValue {
        [
            "functionResponse": .members([
                "id": given.contains(result.callID) ? .string(result.callID) : nil,
                "name": .string(result.name),
                "response": [result.isError ? "error" : "output": .string(result.text)],
            ])
        ]
    }
}
