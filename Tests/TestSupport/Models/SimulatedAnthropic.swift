import Primitives

/// The Messages API.
///
/// Source: https://docs.claude.com/en/api/messages, https://docs.claude.com/en/api/errors, https://docs.claude.com/en/docs/build-with-claude/streaming
struct SimulatedAnthropic: SimulatedAPI {
    static let signature = "EqQBCgIYAhIkc2lnbmVk"

    var basePath: String { "" }

    func authorize(_ request: ModelServer.Request) throws(APIRefusal) {
        guard request.method == "POST", request.path == "/v1/messages" else { throw APIRefusal(404, "Not found") }
        guard request.headers["x-api-key"] == SimulatedProvider.key else { throw APIRefusal(401, "invalid x-api-key") }
        guard request.headers["anthropic-version"] == "2023-06-01" else { throw APIRefusal(400, "anthropic-version: header is required") }
        guard request.headers["content-type"]?.hasPrefix("application/json") == true else { throw APIRefusal(400, "content-type must be JSON") }
    }

    func check(_ body: JSONValue, _ request: ModelServer.Request) throws(APIRefusal) {
        let fields = try FieldCheck(
            body, at: "request",
            known: [
                "model", "max_tokens", "messages", "system", "stream", "temperature", "tools", "tool_choice", "output_config", "thinking", "metadata",
                "stop_sequences", "top_k", "top_p", "service_tier",
            ],
            required: ["model", "max_tokens", "messages"])
        try fields.string("model")
        try fields.integer("max_tokens", in: 1...128_000)
        try fields.number("temperature", in: 0...1)
        try fields.flag("stream")
        if body["model"] == "missing" { throw APIRefusal(404, "model: missing") }
        let names = try tools(fields)
        try choice(body, names)
        if let configuration = body["output_config"] {
            guard body["model"]?.string?.hasPrefix("claude-3") != true else {
                throw APIRefusal(400, "output_config: Extra inputs are not permitted")
            }
            let format = try FieldCheck(
                configuration["format"], at: "output_config.format", known: ["type", "schema"], required: ["type", "schema"])
            try format.string("type", oneOf: ["json_schema"])
            try FieldCheck.strictSchema(configuration["format"]?["schema"], at: "output_config.format.schema")
        }
        var marks = 0
        for (index, block) in try fields.array("system").enumerated() { try text(block, at: "system.\(index)", &marks) }
        try messages(fields, hasTools: !names.isEmpty, &marks)
        guard marks <= 4 else { throw APIRefusal(400, "A maximum of 4 blocks with cache_control may be provided. Found \(marks).") }
    }

    private func tools(_ fields: FieldCheck) throws(APIRefusal) -> Set<String> {
        var names: Set<String> = []
        for (index, tool) in try fields.array("tools").enumerated() {
            let fields = try FieldCheck(
                tool, at: "tools.\(index)", known: ["name", "description", "input_schema", "cache_control", "type", "strict"],
                required: ["name", "input_schema"])
            try fields.name("name")
            guard tool["input_schema"]?["type"] == "object" else { throw APIRefusal(400, "tools.\(index).input_schema.type: must be object") }
            guard names.insert(tool["name"]?.string ?? "").inserted else { throw APIRefusal(400, "tools: Tool names must be unique.") }
        }
        return names
    }

    private func choice(_ body: JSONValue, _ tools: Set<String>) throws(APIRefusal) {
        guard let choice = body["tool_choice"] else { return }
        guard !tools.isEmpty else { throw APIRefusal(400, "tool_choice: may only be specified while providing tools") }
        let fields = try FieldCheck(choice, at: "tool_choice", known: ["type", "name", "disable_parallel_tool_use"], required: ["type"])
        try fields.string("type", oneOf: ["auto", "any", "tool", "none"])
        if choice["type"] == "tool", !tools.contains(choice["name"]?.string ?? "") { throw APIRefusal(400, "tool_choice.name: unknown tool") }
    }

    private func messages(_ fields: FieldCheck, hasTools: Bool, _ marks: inout Int) throws(APIRefusal) {
        let messages = try fields.array("messages")
        guard messages.first?["role"] == "user" else { throw APIRefusal(400, "messages: first message must use the \"user\" role") }
        var open: [String] = []
        for (index, message) in messages.enumerated() {
            let place = "messages.\(index)"
            let fields = try FieldCheck(message, at: place, known: ["role", "content"], required: ["role", "content"])
            try fields.string("role", oneOf: ["user", "assistant"])
            let blocks = message["content"]?.string.map { [["type": "text", "text": .string($0)]] } ?? message["content"]?.array ?? []
            guard !blocks.isEmpty else { throw APIRefusal(400, "\(place): all messages must have non-empty content") }
            let results = blocks.compactMap { $0["type"] == "tool_result" ? $0["tool_use_id"]?.string : nil }
            guard Set(open) == Set(results), open.count == results.count else {
                throw APIRefusal(400, "\(place): `tool_use` ids were found without `tool_result` blocks immediately after, or the other way round")
            }
            open = []
            for (number, block) in blocks.enumerated() {
                let place = "\(place).content.\(number)"
                switch block["type"]?.string {
                case "text": try text(block, at: place, &marks)
                case "tool_use":
                    let fields = try FieldCheck(
                        block, at: place, known: ["type", "id", "name", "input", "cache_control"], required: ["id", "name", "input"])
                    try fields.name("id")
                    guard hasTools else { throw APIRefusal(400, "Requests which include `tool_use` blocks must define tools") }
                    guard block["input"]?.object != nil else { throw APIRefusal(400, "\(place).input: Input should be a valid dictionary") }
                    open.append(block["id"]?.string ?? "")
                case "tool_result":
                    _ = try FieldCheck(
                        block, at: place, known: ["type", "tool_use_id", "content", "is_error", "cache_control"], required: ["tool_use_id"])
                    if block["cache_control"] != nil { marks += 1 }
                    for (part, content) in (block["content"]?.array ?? []).enumerated() { try text(content, at: "\(place).content.\(part)", &marks) }
                case "thinking":
                    guard message["role"] == "assistant", block["signature"]?.string == Self.signature else {
                        throw APIRefusal(400, "\(place): Invalid `signature` in `thinking` block")
                    }
                default: throw APIRefusal(400, "\(place).type: unknown")
                }
            }
        }
        guard open.isEmpty else { throw APIRefusal(400, "messages: `tool_use` ids were found without `tool_result` blocks immediately after") }
    }

    private func text(_ block: JSONValue, at place: String, _ marks: inout Int) throws(APIRefusal) {
        _ = try FieldCheck(block, at: place, known: ["type", "text", "cache_control"], required: ["type", "text"])
        guard let text = block["text"]?.string, !text.allSatisfy(\.isWhitespace) else {
            throw APIRefusal(400, "\(place): text content blocks must be non-empty")
        }
        guard let mark = block["cache_control"] else { return }
        guard mark["type"] == "ephemeral" else { throw APIRefusal(400, "\(place).cache_control.type: unknown") }
        marks += 1
    }

    func ask(_ body: JSONValue, _ request: ModelServer.Request, number: Int) -> ModelAsk {
        let messages = body["messages"]?.array ?? []
        func texts(_ message: JSONValue) -> [String] {
            (message["content"]?.array ?? []).flatMap { block -> [String] in
                [block["text"]?.string].compactMap { $0 } + (block["content"]?.array ?? []).compactMap { $0["text"]?.string }
            }
        }
        return ModelAsk(
            number: number, model: body["model"]?.string ?? "", system: (body["system"]?.array ?? []).compactMap { $0["text"]?.string }.joined(),
            conversation: messages.flatMap(texts), tools: (body["tools"]?.array ?? []).compactMap { $0["name"]?.string },
            results: (messages.last?["content"]?.array ?? []).filter { $0["type"] == "tool_result" }.map {
                ($0["content"]?.array ?? []).compactMap { $0["text"]?.string }.joined()
            },
            wantsSchema: body["output_config"] != nil, mayCall: body["tools"] != nil && body["tool_choice"]?["type"] != "none",
            maximumTokens: Int(body["max_tokens"]?.integer ?? 0), body: body, headers: request.headers)
    }

    func prefix(_ body: JSONValue) -> JSONValue { [body["tools"] ?? .null, body["system"] ?? .null] }

    func frames(_ line: ModelLine, _ ask: ModelAsk, usage: SimulatedUsage) -> [String] {
        var frames = [
            event([
                "type": "message_start",
                "message": [
                    "id": "msg_0123", "type": "message", "role": "assistant", "model": .string(ask.model), "content": [], "stop_reason": .null,
                    "stop_sequence": .null,
                    "usage": [
                        "input_tokens": .integer(Int64(usage.input - usage.cached)), "cache_read_input_tokens": .integer(Int64(usage.cached)),
                        "cache_creation_input_tokens": 0, "output_tokens": 1,
                    ],
                ],
            ]),
            event(["type": "ping"]),
        ]
        var index: Int64 = 0
        func block(_ start: JSONValue, _ deltas: [JSONValue]) {
            frames.append(event(["type": "content_block_start", "index": .integer(index), "content_block": start]))
            for delta in deltas { frames.append(event(["type": "content_block_delta", "index": .integer(index), "delta": delta])) }
            frames.append(event(["type": "content_block_stop", "index": .integer(index)]))
            index += 1
        }
        let line = forced(line, ask)
        if line.thinks {
            block(
                ["type": "thinking", "thinking": "", "signature": ""],
                [["type": "thinking_delta", "thinking": "Let me see."], ["type": "signature_delta", "signature": .string(Self.signature)]])
        }
        if !line.text.isEmpty {
            block(["type": "text", "text": ""], line.text.pieces(7).map { ["type": "text_delta", "text": .string($0)] })
        }
        for (number, call) in line.calls.enumerated() {
            block(
                ["type": "tool_use", "id": .string("toolu_\(ask.number)_\(number)"), "name": .string(call.name), "input": [:]],
                [["type": "input_json_delta", "partial_json": ""]]
                    + call.arguments.pieces(5).map { ["type": "input_json_delta", "partial_json": .string($0)] })
        }
        var reason: JSONValue = line.calls.isEmpty ? "end_turn" : "tool_use"
        var details: JSONValue = .null
        switch line.ending {
        case .natural: break
        case .length: reason = "max_tokens"
        case .refusal(let words): (reason, details) = ("refusal", ["type": "refusal", "category": .null, "explanation": .string(words)])
        }
        frames.append(
            event([
                "type": "message_delta", "delta": ["stop_reason": reason, "stop_sequence": .null, "stop_details": details],
                "usage": ["output_tokens": .integer(Int64(usage.output))],
            ]))
        frames.append(event(["type": "message_stop"]))
        return frames
    }

    /// A model that must call a tool says what it says by a call.
    private func forced(_ line: ModelLine, _ ask: ModelAsk) -> ModelLine {
        guard case .natural = line.ending, line.calls.isEmpty, !line.text.isEmpty, let choice = ask.body["tool_choice"] else { return line }
        var line = line
        switch choice["type"]?.string {
        case "tool": line.calls = [(choice["name"]?.string ?? "", line.text)]
        case "any": line.calls = [(ask.tools.last ?? "", line.text)]
        default: return line
        }
        line.text = ""
        return line
    }

    func document(_ refusal: APIRefusal) -> JSONValue {
        let kinds = [
            400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error", 404: "not_found_error",
            413: "request_too_large", 429: "rate_limit_error", 500: "api_error", 504: "timeout_error", 529: "overloaded_error",
        ]
        let kind = refusal.kind == "insufficient_quota" ? "billing_error" : kinds[refusal.status] ?? "api_error"
        return ["type": "error", "error": ["type": .string(kind), "message": .string(refusal.message)], "request_id": "req_0123"]
    }

    var overloadedFrame: String {
        event(["type": "error", "error": ["type": "overloaded_error", "message": "Overloaded"]])
    }

    var failedFrame: String {
        event(["type": "error", "error": ["type": "api_error", "message": "Internal server error"]])
    }

    var foreignFrame: String { event(["type": "content_block_delta", "index": 3, "delta": ["type": "text_delta", "text": "?"]]) }

    private func event(_ data: JSONValue) -> String {
        "event: \(data["type"]?.string ?? "")\ndata: \(data.wireText)\n\n"
    }
}
