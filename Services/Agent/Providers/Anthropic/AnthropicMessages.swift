import HTTPTypes
import LLM
import Primitives

/// Anthropic's Messages API.
///
/// Source: https://docs.claude.com/en/api/messages, with structured outputs (https://docs.claude.com/en/docs/build-with-claude/structured-outputs) and
/// prompt caching (https://docs.claude.com/en/docs/build-with-claude/prompt-caching)
struct AnthropicMessages: WireFormat {
    private let configuration: ProviderConfiguration

    init(_ configuration: ProviderConfiguration) {
        self.configuration = configuration
    }

    var identity: ModelIdentity { configuration.identity }

    func encode(_ request: ModelRequest, omitting omissions: Omissions) -> WireRequest {
        let answerTool = answerTool(request, omissions)
        let tools = request.tools + [answerTool?.definition].compactMap { $0 }
        let body = JSONValue.members([
            "model": .string(configuration.model),
            "max_tokens": .integer(Int64(request.maximumOutputTokens)),
            "stream": true,
            "system": system(request.system),
            "messages": .array(AnthropicMessage.encode(request.turns, provider: identity.provider)),
            "tools": tools.isEmpty ? nil : .array(tools.map(Self.tool)),
            "tool_choice": tools.isEmpty ? nil : choice(request, answerTool),
            "output_config": omissions.contains(.schema) ? nil : request.answer.map { ["format": ["type": "json_schema", "schema": $0.schema]] },
            "temperature": omissions.contains(.temperature) ? nil : .finite(request.temperature),
        ])
        var headers = HTTPFields()
        headers[.anthropicVersion] = "2023-06-01"
        headers[.apiKey] = configuration.key?.exposed
        return WireRequest(url: "\(configuration.baseURL)/v1/messages", headers: headers, body: body)
    }

    func assembler(for request: ModelRequest, omitting omissions: Omissions) -> AnthropicAssembler {
        AnthropicAssembler(provider: identity.provider, answerTool: answerTool(request, omissions))
    }

    /// Older models take no `output_config`, newer ones no temperature.
    func omission(after refusal: Refusal, of request: ModelRequest, omitting omissions: Omissions) -> Omissions? {
        guard refusal.reason == .invalidRequest else { return nil }
        if request.temperature != nil, refusal.mentions("temperature") { return .temperature }
        if request.answer != nil, refusal.mentions("output_config", "output_format", "structured output", "json_schema") { return .schema }
        return nil
    }

    private func answerTool(_ request: ModelRequest, _ omissions: Omissions) -> AnswerTool? {
        omissions.contains(.schema) ? request.answer.map { AnswerTool($0) } : nil
    }

    /// The mark makes everything up to it, the tools included, a prefix that the next request finds in the cache.
    private func system(_ text: String) -> JSONValue? {
        text.isEmpty ? nil : [["type": "text", "text": .string(text), "cache_control": Self.cacheMark]]
    }

    static let cacheMark: JSONValue = ["type": "ephemeral"]

    private static func tool(_ tool: ToolDefinition) -> JSONValue {
        ["name": .string(tool.name), "description": .string(tool.summary), "input_schema": tool.parameters]
    }

    private func choice(_ request: ModelRequest, _ answerTool: AnswerTool?) -> JSONValue {
        switch (request.toolUse, answerTool) {
        case (.auto, nil): ["type": "auto"]
        // Whatever the model has to say is said by a call, and the answer is one.
        case (.auto, _?): ["type": "any"]
        case (.none, nil): ["type": "none"]
        case (.none, let tool?): ["type": "tool", "name": .string(tool.definition.name)]
        }
    }
}

extension HTTPField.Name {
    // The names are tokens, which is all that the initializer asks of them.
    fileprivate static let anthropicVersion = HTTPField.Name("anthropic-version") ?? .via
    fileprivate static let apiKey = HTTPField.Name("x-api-key") ?? .authorization
}
