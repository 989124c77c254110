import HTTPTypes
import LLM
import Primitives

/// OpenAI's Responses API. Nothing is stored there: the conversation goes along each time, the model's reasoning as encrypted items.
///
/// Source: https://platform.openai.com/docs/api-reference/responses
struct OpenAIResponses: WireFormat {
    private let configuration: ProviderConfiguration

    init(_ configuration: ProviderConfiguration) {
        self.configuration = configuration
    }

    var identity: ModelIdentity { configuration.identity }

    func encode(_ request: ModelRequest, omitting omissions: Omissions) -> WireRequest {
        let body = JSONValue.members([
            "model": .string(configuration.model),
            "instructions": request.system.isEmpty ? nil : .string(request.system),
            "input": .array(OpenAIResponsesItem.encode(request.turns, provider: identity.provider)),
            "stream": true,
            "store": false,
            "include": omissions.contains(.encryptedReasoning) ? nil : ["reasoning.encrypted_content"],
            "tools": request.tools.isEmpty ? nil : .array(request.tools.map(Self.tool)),
            "tool_choice": request.tools.isEmpty ? nil : request.toolUse == .auto ? "auto" : "none",
            "parallel_tool_calls": request.tools.isEmpty ? nil : true,
            "text": request.answer.map { answer in
                ["format": ["type": "json_schema", "name": .string(answer.name), "schema": answer.schema, "strict": true]]
            },
            "max_output_tokens": .integer(Int64(max(16, request.maximumOutputTokens))),
            "temperature": omissions.contains(.temperature) ? nil : .finite(request.temperature),
        ])
        var headers = HTTPFields()
        headers[.authorization] = configuration.key.map { "Bearer \($0.exposed)" }
        return WireRequest(url: "\(configuration.baseURL)/responses", headers: headers, body: body)
    }

    func assembler(for request: ModelRequest, omitting omissions: Omissions) -> OpenAIResponsesAssembler {
        OpenAIResponsesAssembler(provider: identity.provider, turn: request.turns.count)
    }

    /// Reasoning models refuse a temperature, the others encrypted reasoning.
    func omission(after refusal: Refusal, of request: ModelRequest, omitting omissions: Omissions) -> Omissions? {
        guard refusal.reason == .invalidRequest else { return nil }
        if request.temperature != nil, refusal.mentions("temperature") { return .temperature }
        if refusal.mentions("encrypted content", "encrypted_content") { return .encryptedReasoning }
        return nil
    }

    /// Functions are strict unless told otherwise, which would want another schema than a tool's.
    private static func tool(_ tool: ToolDefinition) -> JSONValue {
        [
            "type": "function", "name": .string(tool.name), "description": .string(tool.summary), "parameters": tool.parameters, "strict": false,
        ]
    }
}
