package import LLM
package import Primitives
import Synchronization

/// A model that says what a test wrote for it, a reply a turn, and keeps what it was asked. When the script ends, its last line is said again.
package final class ScriptedModel: LanguageModel {
    package enum Line: Sendable {
        case text(String)
        case calls([(name: String, arguments: JSONValue)])
        case reply(@Sendable (ModelRequest) async throws(ModelError) -> ModelReply)
        case refusal(String)
        case failure(ModelError.Reason)
    }

    package let identity: ModelIdentity
    private let script: [Line]
    private let asked = Mutex<[ModelRequest]>([])
    /// Of each reply.
    private let usage: TokenUsage

    package init(
        _ script: [Line], identity: ModelIdentity = ModelIdentity(provider: "local", model: "scripted"),
        usage: TokenUsage = TokenUsage(input: 1000, output: 100, calls: 1)
    ) {
        self.script = script
        self.identity = identity
        self.usage = usage
    }

    package var requests: [ModelRequest] { asked.withLock { $0 } }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        guard !script.isEmpty else { throw ModelError(.malformed, identity: identity, detail: "no script") }
        switch script[min(number, script.count - 1)] {
        case .text(let text):
            onProgress(.text(text))
            return ModelReply(turn: AssistantTurn(text: text), stop: .finished, usage: usage, identity: identity)
        case .calls(let calls):
            let turn = AssistantTurn(
                calls: calls.enumerated().map {
                    ToolCall(id: "c\(number).\($0.offset)", name: $0.element.name, arguments: .json($0.element.arguments))
                })
            return ModelReply(turn: turn, stop: .toolCalls, usage: usage, identity: identity)
        case .reply(let make): return try await make(request)
        case .refusal(let words): return ModelReply(turn: AssistantTurn(), stop: .refused(words), usage: usage, identity: identity)
        case .failure(let reason): throw ModelError(reason, identity: identity, detail: "as scripted", usage: TokenUsage(calls: 1))
        }
    }
}
