import Primitives

/// Chat completions: OpenAI's own, Azure's and a local server's.
///
/// Source: https://platform.openai.com/docs/api-reference/chat, https://platform.openai.com/docs/guides/error-codes
struct SimulatedChat: SimulatedAPI {
    let isAzure: Bool
    let isLocal: Bool

    var basePath: String { isAzure ? "" : "/v1" }

    func authorize(_ request: ModelServer.Request) throws(APIRefusal) {
        let path = isAzure ? "/openai/deployments/deployed/chat/completions" : "/v1/chat/completions"
        let isCurrent = isAzure && request.path == "/openai/v1/chat/completions"
        guard request.method == "POST", request.path == path || isCurrent else { throw APIRefusal(404, "Unknown request URL") }
        if isAzure {
            guard isCurrent || request.query.hasPrefix("api-version=20") else { throw APIRefusal(404, "Resource not found") }
            guard request.headers["api-key"] == SimulatedProvider.key, request.headers["authorization"] == nil else {
                throw APIRefusal(401, "Access denied due to invalid subscription key")
            }
        } else if !isLocal, request.headers["authorization"] != "Bearer \(SimulatedProvider.key)" {
            throw APIRefusal(401, "Incorrect API key provided: \(request.headers["authorization"] ?? "")", kind: "invalid_api_key")
        }
        guard request.headers["content-type"]?.hasPrefix("application/json") == true else { throw APIRefusal(400, "content-type must be JSON") }
    }

    func check(_ body: JSONValue, _ request: ModelServer.Request) throws(APIRefusal) {
        let fields = try FieldCheck(
            body, at: "request",
            known: [
                "model", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format", "max_completion_tokens", "max_tokens",
                "temperature", "parallel_tool_calls",
            ],
            required: ["model", "messages"])
        try fields.string("model")
        if body["model"] == "missing" { throw APIRefusal(404, "The model `missing` does not exist", kind: "model_not_found") }
        try fields.integer("max_completion_tokens", in: 1...1_000_000)
        try fields.integer("max_tokens", in: 1...1_000_000)
        try fields.number("temperature", in: 0...2)
        if body["model"]?.string?.hasPrefix("gpt-5") == true, body["temperature"] != nil, body["temperature"]?.integer != 1 {
            throw APIRefusal(400, "Unsupported value: 'temperature' does not support this value with this model.", kind: "unsupported_value")
        }
        if !isLocal, body["max_tokens"] != nil {
            throw APIRefusal(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
        }
        if let options = body["stream_options"] {
            guard body["stream"] == true else { throw APIRefusal(400, "stream_options is only allowed when stream is enabled") }
            _ = try FieldCheck(options, at: "stream_options", known: ["include_usage", "include_obfuscation"])
        }
        for (index, tool) in try fields.array("tools").enumerated() {
            _ = try FieldCheck(tool, at: "tools[\(index)]", known: ["type", "function"], required: ["type", "function"])
            let function = try FieldCheck(
                tool["function"], at: "tools[\(index)].function", known: ["name", "description", "parameters", "strict"], required: ["name"])
            try function.name("name")
        }
        if body["tools"]?.array?.isEmpty == true { throw APIRefusal(400, "Invalid 'tools': empty array.") }
        if body["tool_choice"] != nil, body["tools"] == nil { throw APIRefusal(400, "'tool_choice' is only allowed when 'tools' are specified.") }
        if let format = body["response_format"] { try self.format(format, body) }
        try messages(fields)
    }

    private func format(_ format: JSONValue, _ body: JSONValue) throws(APIRefusal) {
        switch format["type"]?.string {
        case "json_schema":
            let schema = try FieldCheck(
                format["json_schema"], at: "response_format.json_schema", known: ["name", "schema", "strict", "description"], required: ["name"])
            try schema.name("name")
            if format["json_schema"]?["strict"] == true { try FieldCheck.strictSchema(format["json_schema"]?["schema"], at: "()") }
        case "json_object":
            guard body.wireText.lowercased().contains("json") else { throw APIRefusal(400, "'messages' must contain the word 'json' in some form") }
        case "text": break
        default: throw APIRefusal(400, "Invalid value for 'response_format.type'")
        }
    }

    private func messages(_ fields: FieldCheck) throws(APIRefusal) {
        var open: [String] = []
        let messages = try fields.array("messages")
        guard !messages.isEmpty else { throw APIRefusal(400, "Invalid 'messages': empty array.") }
        for (index, message) in messages.enumerated() {
            let place = "messages[\(index)]"
            let fields = try FieldCheck(
                message, at: place, known: ["role", "content", "tool_calls", "tool_call_id", "name", "refusal"], required: ["role"])
            try fields.string("role", oneOf: ["system", "developer", "user", "assistant", "tool"])
            guard message["role"] == "tool" || open.isEmpty else {
                throw APIRefusal(400, "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.")
            }
            switch message["role"]?.string {
            case "assistant":
                let calls = try fields.array("tool_calls")
                guard message["content"]?.string != nil || !calls.isEmpty else { throw APIRefusal(400, "\(place).content: expected a string") }
                if message["tool_calls"] != nil, calls.isEmpty { throw APIRefusal(400, "Invalid '\(place).tool_calls': empty array.") }
                for call in calls {
                    let id = call["id"]?.string ?? ""
                    guard !id.isEmpty, id.utf8.count <= 40 else { throw APIRefusal(400, "Invalid '\(place).tool_calls.id': string too long.") }
                    guard call["type"] == "function", call["function"]?["name"]?.string != nil, call["function"]?["arguments"]?.string != nil else {
                        throw APIRefusal(400, "Invalid '\(place).tool_calls'")
                    }
                    open.append(id)
                }
            case "tool":
                guard let id = message["tool_call_id"]?.string, let position = open.firstIndex(of: id) else {
                    throw APIRefusal(400, "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.")
                }
                open.remove(at: position)
                guard message["content"]?.string != nil else { throw APIRefusal(400, "\(place).content: expected a string") }
            default:
                guard message["content"]?.string != nil || message["content"]?.array != nil else {
                    throw APIRefusal(400, "\(place).content: expected a string")
                }
            }
        }
        guard open.isEmpty else { throw APIRefusal(400, "An assistant message with 'tool_calls' must be followed by tool messages.") }
    }

    func ask(_ body: JSONValue, _ request: ModelServer.Request, number: Int) -> ModelAsk {
        let messages = body["messages"]?.array ?? []
        return ModelAsk(
            number: number, model: body["model"]?.string ?? "",
            system: messages.first { $0["role"] == "system" }?["content"]?.string ?? "",
            conversation: messages.filter { $0["role"] != "system" }.compactMap { $0["content"]?.string },
            tools: (body["tools"]?.array ?? []).compactMap { $0["function"]?["name"]?.string },
            results: messages.reversed().prefix { $0["role"] == "tool" }.reversed().compactMap { $0["content"]?.string },
            wantsSchema: body["response_format"]?["type"] == "json_schema", mayCall: body["tools"] != nil && body["tool_choice"] != "none",
            maximumTokens: Int(body["max_completion_tokens"]?.integer ?? body["max_tokens"]?.integer ?? 0), body: body, headers: request.headers)
    }

    func prefix(_ body: JSONValue) -> JSONValue { [body["tools"] ?? .null, body["messages"]?.array?.first ?? .null] }

    func frames(_ line: ModelLine, _ ask: ModelAsk, usage: SimulatedUsage) -> [String] {
        var frames: [String] = []
        func chunk(_ delta: JSONValue, finish: JSONValue = .null) {
            frames.append(
                self.chunk(ask, ["choices": [["index": 0, "delta": delta, "finish_reason": finish, "logprobs": .null]]]))
        }
        if isAzure {
            frames.append(self.chunk(ask, ["choices": [], "prompt_filter_results": [["prompt_index": 0, "content_filter_results": [:]]]]))
        }
        chunk(["role": "assistant", "content": "", "refusal": .null])
        for piece in line.text.pieces(7) { chunk(["content": .string(piece)]) }
        for (index, call) in line.calls.enumerated() {
            let position = JSONValue.integer(Int64(index))
            chunk([
                "tool_calls": [
                    [
                        "index": position, "id": .string("call_\(ask.number)_\(index)x"), "type": "function",
                        "function": ["name": .string(call.name), "arguments": ""],
                    ]
                ]
            ])
            for piece in call.arguments.pieces(5) { chunk(["tool_calls": [["index": position, "function": ["arguments": .string(piece)]]]]) }
        }
        switch line.ending {
        case .natural: chunk([:], finish: line.calls.isEmpty ? "stop" : "tool_calls")
        case .length: chunk([:], finish: "length")
        case .refusal(let words):
            for piece in words.pieces(7) { chunk(["refusal": .string(piece)]) }
            chunk([:], finish: "stop")
        }
        if ask.body["stream_options"]?["include_usage"] == true {
            frames.append(
                self.chunk(
                    ask,
                    [
                        "choices": [],
                        "usage": [
                            "prompt_tokens": .integer(Int64(usage.input)), "completion_tokens": .integer(Int64(usage.output)),
                            "total_tokens": .integer(Int64(usage.input + usage.output)),
                            "prompt_tokens_details": ["cached_tokens": .integer(Int64(usage.cached))],
                        ],
                    ]))
        }
        return frames + ["data: [DONE]\n\n"]
    }

    private func chunk(_ ask: ModelAsk, _ members: [String: JSONValue]) -> String {
        var chunk = members
        chunk["id"] = "chatcmpl-0123"
        chunk["object"] = "chat.completion.chunk"
        chunk["created"] = 1_795_000_000
        chunk["model"] = .string(ask.model)
        if chunk["usage"] == nil { chunk["usage"] = .null }
        return "data: \(JSONValue.object(chunk).wireText)\n\n"
    }

    func document(_ refusal: APIRefusal) -> JSONValue { OpenAIErrors.document(refusal) }

    var overloadedFrame: String {
        "data: \(JSONValue.object(["error": ["message": "The server is overloaded", "type": "server_error", "code": "server_overloaded", "param": .null]]).wireText)\n\n"
    }

    var failedFrame: String {
        "data: \(JSONValue.object(["error": ["message": "The server had an error", "type": "server_error", "code": .null, "param": .null]]).wireText)\n\n"
    }

    var foreignFrame: String { "data: {\"object\": \"something.else\", \"values\": [1]}\n\n" }
}

enum OpenAIErrors {
    static func document(_ refusal: APIRefusal) -> JSONValue {
        let kinds = [401: "invalid_request_error", 404: "invalid_request_error", 429: "requests", 500: "server_error", 503: "server_error"]
        let kind = refusal.kind == "insufficient_quota" ? "insufficient_quota" : kinds[refusal.status] ?? "invalid_request_error"
        let code = refusal.kind ?? (refusal.status == 429 ? "rate_limit_exceeded" : nil)
        return [
            "error": ["message": .string(refusal.message), "type": .string(kind), "param": .null, "code": code.map { .string($0) } ?? .null]
        ]
    }
}
