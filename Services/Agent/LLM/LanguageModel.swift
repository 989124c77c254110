/// A model that continues a conversation, whoever serves it: one vendor's API, a chain of them, or a script in a test.
package protocol LanguageModel: Sendable {
    /// Whose model it is and which, as analyses, metrics and prices name it.
    var identity: ModelIdentity { get }

    /// Asks for the next turn.
    ///
    /// Retries, breakers and fallbacks are behind this door. It returns or throws within ``ModelRequest/timeout``, and a cancelled caller ends the call.
    ///
    /// - Parameter onProgress: told what comes in, as it comes. What was told before a ``ModelProgress/restarted`` no longer counts.
    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply
}

extension LanguageModel {
    package func reply(to request: ModelRequest) async throws(ModelError) -> ModelReply {
        try await reply(to: request) { _ in }
    }
}

package struct ModelIdentity: Hashable, Sendable, CustomStringConvertible {
    /// `anthropic`, `openai`, `gemini`, `azure`, `local`.
    package var provider: String
    /// As the provider names it: `claude-sonnet-4-5`.
    package var model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    package var description: String { "\(provider)/\(model)" }
}

/// What comes in before the whole reply is there.
package enum ModelProgress: Hashable, Sendable {
    case text(String)
    /// The model began to ask for a tool.
    case call(name: String)
    /// The stream broke or another model took over: the reply is being made anew.
    case restarted
}
