package import Contracts
package import LLM
package import Primitives

/// What happens in an analysis, as it happens: a stream shows it, a session keeps it. Masked.
package enum AnalysisEvent: Sendable {
    /// A stage began: `gathering`, `rules`, `thinking`.
    case stage(Stage)
    /// The rules' answer. It stands where nothing better comes.
    case rules(AnalyzeResponse)
    /// A piece of what the model writes, for people who watch.
    case text(String)
    /// What was said before no longer counts: the reply is being made anew.
    case restarted
    case toolCalled(id: String, name: String, arguments: JSONValue)
    case toolAnswered(id: String, name: String, text: String, isError: Bool, milliseconds: Double)
    /// A prompt that went out and the reply that came: for the session's record.
    case replied(ModelExchange)
    case warning(String)
    case answer(AnalyzeResponse)

    package enum Stage: String, Hashable, Sendable {
        case gathering, rules, thinking
    }
}

/// One question to a model and how it ended.
package struct ModelExchange: Sendable {
    package var request: ModelRequest
    package var outcome: Result<ModelReply, ModelError>
    package var milliseconds: Double

    package init(request: ModelRequest, outcome: Result<ModelReply, ModelError>, milliseconds: Double) {
        self.request = request
        self.outcome = outcome
        self.milliseconds = milliseconds
    }
}
