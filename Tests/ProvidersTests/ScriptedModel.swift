import LLM
import TestSupport

/// A model that says what it is told to, in turn, and the last of it again and again.
final class ScriptedModel: LanguageModel {
    let identity: ModelIdentity
    private let outcomes: [Result<String, ModelError>]
    private let seen = Locked<[ModelRequest]>([])
    private let onCall: @Sendable () -> Void

    init(_ name: String = "first", _ outcomes: [Result<String, ModelError>], onCall: @escaping @Sendable () -> Void = {}) {
        identity = ModelIdentity(provider: name, model: "m")
        self.outcomes = outcomes
        self.onCall = onCall
    }

    /// What it was asked, in order.
    var requests: [ModelRequest] { seen.value }

    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let number = seen.withLock { seen in
            seen.append(request)
            return min(seen.count, outcomes.count) - 1
        }
        onCall()
        switch outcomes[number] {
        case .success(let text):
            onProgress(.text(text))
            return ModelReply(
                turn: AssistantTurn(text: text), stop: .finished, usage: TokenUsage(input: 10, output: 2, calls: 1), identity: identity)
        case .failure(var error):
            error.identity = identity
            throw error
        }
    }
}

func failure(_ reason: ModelError.Reason, retryAfter: Duration? = nil) -> Result<String, ModelError> {
    .failure(ModelError(reason, detail: "simulated", retryAfter: retryAfter, usage: TokenUsage(input: 5, calls: 1)))
}
