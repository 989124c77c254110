import HTTPTypes
import LLM
import Primitives

/// OpenAI's chat completions, as OpenAI, Azure and many local servers speak them.
///
/// Sources: https://platform.openai.com/docs/api-reference/chat,
/// https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference (paths, `api-key`),
/// https://docs.ollama.com/api/openai-compatibility, https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
struct OpenAIChat: WireFormat {
    enum Server: Hashable, Sendable {
        case openAI
        case azure(version: String)
        /// Takes some of it, and answers nearly so.
        case compatible
    }

    private let configuration: ProviderConfiguration
    private let server: Server

    init(_ configuration: ProviderConfiguration, server: Server) {
        self.configuration = configuration
        self.server = server
    }

    var identity: ModelIdentity { configuration.identity }

    func encode(_ request: ModelRequest, omitting omissions: Omissions) -> WireRequest {
        let tools = omissions.contains(.tools) ? [] : request.tools
        let limit = JSONValue.integer(Int64(request.maximumOutputTokens))
        let saysMaxTokens = Self.saysMaxTokens(omissions)
        let body = JSONValue.members([
            "model": .string(configuration.model),
            "messages": .array(OpenAIChatMessage.encode(request, withTools: !omissions.contains(.tools), describing: described(request, omissions))),
            "stream": true,
            "stream_options": omissions.contains(.streamOptions) ? nil : ["include_usage": true],
            "tools": tools.isEmpty ? nil : .array(tools.map(Self.tool)),
            "tool_choice": tools.isEmpty ? nil : request.toolUse == .auto ? "auto" : "none",
            "response_format": responseFormat(request, omissions),
            "max_completion_tokens": saysMaxTokens ? nil : limit,
            "max_tokens": saysMaxTokens ? limit : nil,
            "temperature": omissions.contains(.temperature) ? nil : .finite(request.temperature),
        ])
        return WireRequest(url: url, headers: headers, body: body)
    }

    func assembler(for request: ModelRequest, omitting omissions: Omissions) -> OpenAIChatAssembler {
        OpenAIChatAssembler(turn: request.turns.count, taken: Set(request.turns.flatMap(\.callIDs)), dropsThoughts: server == .compatible)
    }

    /// What is refused is named in some words of the message. Servers of one's own refuse with any status, and say that they don't support it.
    func omission(after refusal: Refusal, of request: ModelRequest, omitting omissions: Omissions) -> Omissions? {
        let isUnsupported = refusal.mentions("support", "require", "not permitted", "unknown", "unexpected", "unrecognized")
        guard refusal.reason == .invalidRequest || (server == .compatible && refusal.status >= 500 && isUnsupported) else { return nil }
        if request.temperature != nil, !omissions.contains(.temperature), refusal.mentions("temperature") { return .temperature }
        if refusal.mentions("stream_options"), !omissions.contains(.streamOptions) { return .streamOptions }
        if Self.saysMaxTokens(omissions), refusal.mentions("max_tokens"), refusal.mentions("max_completion_tokens") { return .maxTokens }
        if refusal.mentions("max_completion_tokens"), !omissions.contains(.completionTokens) { return .completionTokens }
        if request.answer != nil, refusal.mentions("response_format", "json_schema", "json schema", "structured output", "grammar", "guided") {
            return omissions.contains(.schema) ? .jsonMode : .schema
        }
        // A server that fails at what was said of tools takes tools: https://github.com/ggml-org/llama.cpp/issues/25510
        let saysNo = refusal.status < 500 ? isUnsupported : refusal.mentions("support", "require")
        let speaksOfTools = saysNo && refusal.mentions("tool", "function call") && !refusal.mentions("failed to parse")
        if server == .compatible, !request.tools.isEmpty, !omissions.contains(.tools), speaksOfTools { return .tools }
        return nil
    }

    private static func saysMaxTokens(_ omissions: Omissions) -> Bool {
        omissions.contains(.completionTokens) && !omissions.contains(.maxTokens)
    }

    /// The schema in words, where the server can't hold the model to it.
    private func described(_ request: ModelRequest, _ omissions: Omissions) -> String {
        omissions.contains(.schema) ? request.answer?.instruction ?? "" : ""
    }

    private func responseFormat(_ request: ModelRequest, _ omissions: Omissions) -> JSONValue? {
        guard let answer = request.answer else { return nil }
        if omissions.contains(.jsonMode) { return nil }
        // Any JSON at all would keep a model from calling tools where it may.
        if omissions.contains(.schema) { return request.tools.isEmpty || request.toolUse == .none ? ["type": "json_object"] : nil }
        return ["type": "json_schema", "json_schema": ["name": .string(answer.name), "schema": answer.schema, "strict": true]]
    }

    private static func tool(_ tool: ToolDefinition) -> JSONValue {
        ["type": "function", "function": ["name": .string(tool.name), "description": .string(tool.summary), "parameters": tool.parameters]]
    }

    private var url: String {
        switch server {
        case .openAI, .compatible: "\(configuration.baseURL)/chat/completions"
        case .azure("v1"): "\(configuration.baseURL)/openai/v1/chat/completions"
        case .azure(let version):
            "\(configuration.baseURL)/openai/deployments/\(PathSegment.encode(configuration.model))/chat/completions?api-version=\(PathSegment.encode(version))"
        }
    }

    private var headers: HTTPFields {
        var headers = HTTPFields()
        guard let key = configuration.key else { return headers }
        if case .azure = server, let name = HTTPField.Name("api-key") {
            headers[name] = key.exposed
        } else {
            headers[.authorization] = "Bearer \(key.exposed)"
        }
        return headers
    }
}
