import Primitives
import Providers
import Settings

/// What is set of each provider, used or not.
struct ProviderAccounts {
    private var geminiKey: Secret?
    private var geminiModel: String
    private var geminiURL: ServerURL
    private var openAIKey: Secret?
    private var openAIModel: String
    private var openAIURL: ServerURL
    private var openAIAPI: OpenAIAPI
    private var anthropicKey: Secret?
    private var anthropicModel: String
    private var anthropicURL: ServerURL
    private var azureEndpoint: ServerURL?
    private var azureKey: Secret?
    private var azureDeployment: String?
    private var azureVersion: String
    private var localURL: ServerURL?
    private var localModel: String?
    private var localKey: Secret?

    private enum OpenAIAPI: String, CaseIterable {
        case responses, chat
    }

    init(reading settings: inout SettingsReader) {
        geminiKey = settings.optionalSecret("GEMINI_API_KEY", help: "Key of the Gemini API.")
        geminiModel = settings.string("GEMINI_MODEL_ID", default: "gemini-3.8-flash", help: "Gemini's model.")
        geminiURL = settings.url("GEMINI_BASE_URL", default: "https://generativelanguage.googleapis.com", help: "Where the Gemini API is.")
        openAIKey = settings.optionalSecret("OPENAI_API_KEY", help: "Key of the OpenAI API.")
        openAIModel = settings.string("OPENAI_MODEL_ID", default: "gpt-5.5", help: "OpenAI's model.")
        openAIURL = settings.url("OPENAI_BASE_URL", default: "https://api.openai.com/v1", help: "Where the OpenAI API is, its version included.")
        openAIAPI = settings.choice("OPENAI_API", default: .responses, help: "Which of OpenAI's two APIs is spoken.")
        anthropicKey = settings.optionalSecret("ANTHROPIC_API_KEY", help: "Key of the Anthropic API.")
        anthropicModel = settings.string("ANTHROPIC_MODEL_ID", default: "claude-sonnet-5-5", help: "Anthropic's model.")
        anthropicURL = settings.url("ANTHROPIC_BASE_URL", default: "https://api.anthropic.com", help: "Where the Anthropic API is.")
        azureEndpoint = settings.optionalURL("AZURE_OPENAI_ENDPOINT", help: "The Azure OpenAI resource, such as https://name.openai.azure.com.")
        azureKey = settings.optionalSecret("AZURE_OPENAI_API_KEY", help: "Key of the Azure OpenAI resource.")
        azureDeployment = settings.optionalString("AZURE_OPENAI_DEPLOYMENT", help: "The deployment to ask; it stands for the model.")
        azureVersion = settings.string(
            "AZURE_OPENAI_API_VERSION", default: "v1", format: "v1 or a date", help: "The API's version. A dated one has the deployment in its path.")
        localURL = settings.optionalURL(
            "LLM_BASE_URL", help: "A server that speaks OpenAI's chat completions (Ollama, vLLM, llama.cpp), such as http://localhost:11434/v1.")
        localModel = settings.optionalString("LLM_MODEL_ID", help: "The local server's model.")
        localKey = settings.optionalSecret("LLM_API_KEY", help: "Sent to the local server as a bearer token, where it wants one.")
    }

    /// The models to use, and what is wrong with the choice.
    struct Selection {
        var providers: [ProviderConfiguration] = []
        var condenser: ProviderConfiguration?
        var problems: [(key: String, problem: String)] = []
    }

    func select(_ chosen: ProviderKind?, fallback: ProviderKind?, condensing: String?) -> Selection {
        var selection = Selection()
        let begun = ProviderKind.allCases.filter(isBegun)
        if chosen == nil, begun.count > 1 {
            selection.problems.append(
                ("AI_PROVIDER", "is required, because several providers are set: one of \(begun.map(\.rawValue).joined(separator: ", "))"))
            return selection
        }
        guard let first = chosen ?? begun.first else {
            if fallback != nil { selection.problems.append(("LLM_FALLBACK_PROVIDER", "there is no first provider: set AI_PROVIDER")) }
            if condensing != nil { selection.problems.append(("LLM_CONDENSE_MODEL_ID", "there is no provider: set AI_PROVIDER")) }
            return selection
        }
        if fallback == first { selection.problems.append(("LLM_FALLBACK_PROVIDER", "must be another provider than the first, \(first.rawValue)")) }
        for (kind, key) in [(first, "AI_PROVIDER"), (fallback, "LLM_FALLBACK_PROVIDER")] {
            guard let kind else { continue }
            let missing = missing(for: kind)
            if missing.isEmpty {
                selection.providers.append(configuration(of: kind))
            } else {
                selection.problems.append((key, "\(kind.rawValue) needs \(missing.joined(separator: ", "))"))
            }
        }
        if let condensing {
            var condenser = configuration(of: first)
            condenser.model = condensing
            selection.condenser = condenser
        }
        return selection
    }

    /// Whether anything is set that only makes sense with this provider.
    private func isBegun(_ kind: ProviderKind) -> Bool {
        switch kind {
        case .gemini: geminiKey != nil
        case .openai: openAIKey != nil
        case .anthropic: anthropicKey != nil
        case .azure: azureKey != nil || azureEndpoint != nil || azureDeployment != nil
        case .local: localURL != nil || localModel != nil
        }
    }

    private func missing(for kind: ProviderKind) -> [String] {
        let needs: [(key: String, isSet: Bool)] =
            switch kind {
            case .gemini: [("GEMINI_API_KEY", geminiKey != nil)]
            case .openai: [("OPENAI_API_KEY", openAIKey != nil)]
            case .anthropic: [("ANTHROPIC_API_KEY", anthropicKey != nil)]
            case .azure:
                [
                    ("AZURE_OPENAI_ENDPOINT", azureEndpoint != nil), ("AZURE_OPENAI_API_KEY", azureKey != nil),
                    ("AZURE_OPENAI_DEPLOYMENT", azureDeployment != nil),
                ]
            case .local: [("LLM_BASE_URL", localURL != nil), ("LLM_MODEL_ID", localModel != nil)]
            }
        return needs.filter { !$0.isSet }.map(\.key)
    }

    private func configuration(of kind: ProviderKind) -> ProviderConfiguration {
        switch kind {
        case .gemini: ProviderConfiguration(kind: kind, api: .gemini, baseURL: geminiURL.text, key: geminiKey, model: geminiModel)
        case .openai:
            ProviderConfiguration(
                kind: kind, api: openAIAPI == .responses ? .openAIResponses : .openAIChat, baseURL: openAIURL.text, key: openAIKey, model: openAIModel
            )
        case .anthropic:
            ProviderConfiguration(kind: kind, api: .anthropicMessages, baseURL: anthropicURL.text, key: anthropicKey, model: anthropicModel)
        case .azure:
            ProviderConfiguration(
                kind: kind, api: .azureChat(version: azureVersion), baseURL: azureEndpoint?.text ?? "", key: azureKey, model: azureDeployment ?? "")
        case .local:
            ProviderConfiguration(kind: kind, api: .compatibleChat, baseURL: localURL?.text ?? "", key: localKey, model: localModel ?? "")
        }
    }
}
