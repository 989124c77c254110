import HTTPKit
import LLM
import Primitives
import Providers
import TestSupport

/// A model under test, against its simulated provider.
struct Provider {
    let provider: SimulatedProvider
    let model: any LanguageModel

    static let schema = AnswerSchema(
        name: "diagnosis",
        schema: [
            "type": "object", "additionalProperties": false, "required": ["cause"], "properties": ["cause": ["type": "string"]],
        ])
    static let tools = [
        ToolDefinition(
            name: "get_manifest", summary: "Reads an object.",
            parameters: ["type": "object", "properties": ["name": ["type": "string"]], "required": ["name"]]),
        ToolDefinition(name: "list_manifests", summary: "Lists objects.", parameters: ["type": "object", "properties": [:]]),
    ]

    static func request(_ turns: [Turn] = [.user("Why?")], tools: [ToolDefinition] = [], answer: AnswerSchema? = nil) -> ModelRequest {
        ModelRequest(
            system: "You find root causes.", turns: turns, tools: tools, answer: answer, maximumOutputTokens: 500, temperature: nil,
            timeout: .seconds(60))
    }

    static func defaultModel(_ api: SimulatedProvider.API) -> String {
        switch api {
        case .anthropic: "claude-sonnet-5-5"
        case .responses, .chat: "gpt-5.5"
        case .gemini: "gemini-3.8-flash"
        case .azure: "deployed"
        case .compatible: "qwen3"
        }
    }

    static func configuration(_ api: SimulatedProvider.API, at address: String, model: String? = nil, key: String = SimulatedProvider.key)
        -> ProviderConfiguration
    {
        let (kind, spoken): (ProviderKind, ProviderConfiguration.API) =
            switch api {
            case .anthropic: (.anthropic, .anthropicMessages)
            case .responses: (.openai, .openAIResponses)
            case .chat: (.openai, .openAIChat)
            case .gemini: (.gemini, .gemini)
            case .azure: (.azure, .azureChat(version: "2024-10-21"))
            case .compatible: (.local, .compatibleChat)
            }
        return ProviderConfiguration(kind: kind, api: spoken, baseURL: address, key: Secret(key), model: model ?? defaultModel(api))
    }

    /// Runs a provider and a model of it while `body` runs.
    static func run<Value>(
        _ api: SimulatedProvider.API, model: String? = nil, key: String = SimulatedProvider.key, silence: Duration = .seconds(20),
        refusing: Set<String> = [], script: @escaping @Sendable (ModelAsk) -> ModelAct, _ body: (Provider) async throws -> Value
    ) async throws -> Value {
        try await SimulatedProvider.run(api, refusing: refusing, script: script) { provider in
            try await withTransport { transport in
                let configuration = configuration(api, at: provider.address, model: model, key: key)
                return try await body(Provider(provider: provider, model: configuration.model(over: transport, silence: silence)))
            }
        }
    }
}

/// A connection to the network that is closed whatever happens.
func withTransport<Value>(_ body: (AsyncHTTPClientTransport) async throws -> Value) async throws -> Value {
    let transport = try AsyncHTTPClientTransport()
    do {
        let value = try await body(transport)
        await transport.shutdown()
        return value
    } catch {
        await transport.shutdown()
        throw error
    }
}
