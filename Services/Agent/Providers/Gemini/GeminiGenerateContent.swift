import HTTPTypes
import LLM
import Primitives

/// Google's Gemini API, `streamGenerateContent` with events.
///
/// Source: https://ai.google.dev/api/generate-content, with function calling (https://ai.google.dev/gemini-api/docs/function-calling) and thought
/// signatures (https://ai.google.dev/gemini-api/docs/thought-signatures)
struct GeminiGenerateContent: WireFormat {
    private let configuration: ProviderConfiguration

    init(_ configuration: ProviderConfiguration) {
        self.configuration = configuration
    }

    var identity: ModelIdentity { configuration.identity }

    func encode(_ request: ModelRequest, omitting omissions: Omissions) -> WireRequest {
        let answerTool = answerTool(request, omissions)
        let tools = request.tools + [answerTool?.definition].compactMap { $0 }
        let schema = answerTool == nil ? request.answer : nil
        let body = JSONValue.members([
            "systemInstruction": request.system.isEmpty ? nil : ["parts": [["text": .string(request.system)]]],
            "contents": .array(GeminiContent.encode(request.turns, provider: identity.provider, signsForeignCalls: !isOld)),
            "tools": tools.isEmpty ? nil : [["functionDeclarations": .array(tools.map(Self.tool))]],
            "toolConfig": tools.isEmpty ? nil : ["functionCallingConfig": choice(request, answerTool)],
            "generationConfig": .members([
                "maxOutputTokens": .integer(Int64(request.maximumOutputTokens)),
                "candidateCount": 1,
                "temperature": omissions.contains(.temperature) ? nil : .finite(request.temperature),
                "responseMimeType": schema == nil ? nil : "application/json",
                "responseJsonSchema": schema?.schema,
            ]),
        ])
        var headers = HTTPFields()
        if let name = HTTPField.Name("x-goog-api-key") { headers[name] = configuration.key?.exposed }
        let model = PathSegment.encode(configuration.model)
        return WireRequest(
            url: "\(configuration.baseURL)/v1beta/models/\(model):streamGenerateContent?alt=sse", headers: headers, body: body)
    }

    func assembler(for request: ModelRequest, omitting omissions: Omissions) -> GeminiAssembler {
        GeminiAssembler(provider: identity.provider, turn: request.turns.count, answerTool: answerTool(request, omissions))
    }

    func omission(after refusal: Refusal, of request: ModelRequest, omitting omissions: Omissions) -> Omissions? {
        guard refusal.reason == .invalidRequest, request.answer != nil else { return nil }
        return refusal.mentions("response mime type", "response_mime_type", "response_json_schema", "responsejsonschema") ? .schema : nil
    }

    /// Models before the third generation take either tools or a schema.
    private func answerTool(_ request: ModelRequest, _ omissions: Omissions) -> AnswerTool? {
        guard let answer = request.answer, omissions.contains(.schema) || (isOld && !request.tools.isEmpty) else { return nil }
        return AnswerTool(answer)
    }

    private var isOld: Bool {
        configuration.model.hasPrefix("gemini-1") || configuration.model.hasPrefix("gemini-2")
    }

    private static func tool(_ tool: ToolDefinition) -> JSONValue {
        ["name": .string(tool.name), "description": .string(tool.summary), "parametersJsonSchema": tool.parameters]
    }

    private func choice(_ request: ModelRequest, _ answerTool: AnswerTool?) -> JSONValue {
        switch (request.toolUse, answerTool) {
        case (.auto, nil): ["mode": "AUTO"]
        case (.auto, _?): ["mode": "ANY"]
        case (.none, nil): ["mode": "NONE"]
        case (.none, let tool?): ["mode": "ANY", "allowedFunctionNames": [.string(tool.definition.name)]]
        }
    }
}
