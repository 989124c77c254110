package import LLM
package import Primitives

/// The APIs that are spoken. The raw values name them in settings, metrics and prices.
package enum ProviderKind: String, Hashable, Sendable, CaseIterable {
    case gemini, openai, anthropic, azure, local
}

/// One model of one provider, and how it is reached.
package struct ProviderConfiguration: Hashable, Sendable {
    package enum API: Hashable, Sendable {
        case anthropicMessages
        case openAIResponses
        case openAIChat
        case gemini
        /// - Parameter version: of the API, a date; `v1` for the one that goes without.
        case azureChat(version: String)
        /// What speaks OpenAI's chat completions, more or less.
        case compatibleChat
    }

    package var kind: ProviderKind
    package var api: API
    /// What the API's path is appended to, without a slash at its end.
    package var baseURL: String
    /// Needed by all but local servers.
    package var key: Secret?
    /// For Azure the deployment.
    package var model: String

    package init(kind: ProviderKind, api: API, baseURL: String, key: Secret?, model: String) {
        self.kind = kind
        self.api = api
        self.baseURL = baseURL
        self.key = key
        self.model = model
    }

    package var identity: ModelIdentity { ModelIdentity(provider: kind.rawValue, model: model) }
}
