import Primitives

/// The Responses API.
///
/// Source: https://platform.openai.com/docs/api-reference/responses, https://platform.openai.com/docs/api-reference/responses-streaming
struct SimulatedResponses: SimulatedAPI {
    static let encrypted = "gAAAAABencrypted"

    var basePath: String { "/v1" }

    func authorize(_ request: ModelServer.Request) throws(APIRefusal) {
        guard request.method == "POST", request.path == "/v1/responses" else { throw APIRefusal(404, "Unknown request URL") }
        guard request.headers["authorization"] == "Bearer \(SimulatedProvider.key)" else {
            throw APIRefusal(401, "Incorrect API key provided: \(request.headers["authorization"] ?? "")", kind: "invalid_api_key")
        }
    }

    func check(_ body: JSONValue, _ request: ModelServer.Request) throws(APIRefusal) {
        let fields = try FieldCheck(
            body, at: "request",
            known: [
                "model", "instructions", "input", "stream", "store", "include", "tools", "tool_choice", "parallel_tool_calls", "text",
                "max_output_tokens",
                "temperature", "reasoning",
            ],
            required: ["model", "input"])
        try fields.string("model")
        if body["model"] == "missing" { throw APIRefusal(400, "The requested model 'missing' does not exist.", kind: "model_not_found") }
        try fields.integer("max_output_tokens", in: 16...1_000_000)
        try fields.number("temperature", in: 0...2)
        if body["model"]?.string?.hasPrefix("gpt-5") == true, body["temperature"] != nil {
            throw APIRefusal(400, "Unsupported parameter: 'temperature' is not supported with this model.")
        }
        if body["model"]?.string?.hasPrefix("gpt-4") == true, body["include"]?.array?.contains("reasoning.encrypted_content") == true {
            throw APIRefusal(400, "Encrypted content is not supported with this model.")
        }
        for (index, tool) in try fields.array("tools").enumerated() {
            let tools = try FieldCheck(
                tool, at: "tools[\(index)]", known: ["type", "name", "description", "parameters", "strict"], required: ["type", "name", "parameters"])
            try tools.name("name")
            if tool["strict"] != false { try FieldCheck.strictSchema(tool["parameters"], at: "tools[\(index)].parameters") }
        }
        if let format = body["text"]?["format"] {
            let fields = try FieldCheck(
                format, at: "text.format", known: ["type", "name", "schema", "strict", "description"], required: ["type", "name", "schema"])
            try fields.name("name")
            if format["strict"] == true { try FieldCheck.strictSchema(format["schema"], at: "()") }
        }
        try items(fields, stores: body["store"] != false)
    }

    private func items(_ fields: FieldCheck, stores: Bool) throws(APIRefusal) {
        var open: Set<String> = []
        for (index, item) in try fields.array("input").enumerated() {
            let place = "input[\(index)]"
            switch item["type"]?.string ?? "message" {
            case "message":
                let fields = try FieldCheck(
                    item, at: place, known: ["type", "role", "content", "phase", "id", "status"], required: ["role", "content"])
                try fields.string("role", oneOf: ["user", "assistant", "system", "developer"])
                for part in item["content"]?.array ?? [] where part["type"] != (item["role"] == "assistant" ? "output_text" : "input_text") {
                    throw APIRefusal(400, "Invalid value for '\(place).content[0].type'")
                }
            case "function_call":
                _ = try FieldCheck(
                    item, at: place, known: ["type", "call_id", "name", "arguments", "id", "status"], required: ["call_id", "name", "arguments"])
                guard let id = item["call_id"]?.string, id.utf8.count <= 64, item["arguments"]?.string != nil else {
                    throw APIRefusal(400, "Invalid '\(place)'")
                }
                open.insert(id)
            case "function_call_output":
                _ = try FieldCheck(item, at: place, known: ["type", "call_id", "output", "id", "status"], required: ["call_id", "output"])
                guard open.remove(item["call_id"]?.string ?? "") != nil else {
                    throw APIRefusal(400, "No tool call found for function call output with call_id \(item["call_id"]?.string ?? "").")
                }
            case "reasoning":
                _ = try FieldCheck(item, at: place, known: ["type", "id", "summary", "encrypted_content", "content"], required: ["id", "summary"])
                guard stores || item["encrypted_content"]?.string == Self.encrypted else {
                    throw APIRefusal(
                        404, "Item with id '\(item["id"]?.string ?? "")' not found. Items are not persisted when `store` is set to false.")
                }
            default: throw APIRefusal(400, "Invalid value for '\(place).type'")
            }
        }
        if let id = open.first { throw APIRefusal(400, "No tool output found for function call \(id).") }
    }

    func ask(_ body: JSONValue, _ request: ModelServer.Request, number: Int) -> ModelAsk {
        let items = body["input"]?.array ?? []
        let outputs = items.reversed().prefix { $0["type"] == "function_call_output" }.reversed()
        let conversation = items.flatMap { item -> [String] in
            [item["content"]?.string, item["output"]?.string].compactMap { $0 } + (item["content"]?.array ?? []).compactMap { $0["text"]?.string }
        }
        return ModelAsk(
            number: number, model: body["model"]?.string ?? "", system: body["instructions"]?.string ?? "", conversation: conversation,
            tools: (body["tools"]?.array ?? []).compactMap { $0["name"]?.string }, results: outputs.compactMap { $0["output"]?.string },
            wantsSchema: body["text"]?["format"]?["type"] == "json_schema", mayCall: body["tools"] != nil && body["tool_choice"] != "none",
            maximumTokens: Int(body["max_output_tokens"]?.integer ?? 0), body: body, headers: request.headers)
    }

    func prefix(_ body: JSONValue) -> JSONValue { [body["tools"] ?? .null, body["instructions"] ?? .null] }

    func frames(_ line: ModelLine, _ ask: ModelAsk, usage: SimulatedUsage) -> [String] {
        var stream = ResponseStream(ask: ask, usage: usage)
        stream.begin()
        if line.thinks {
            stream.add(["type": "reasoning", "id": "rs_0123", "summary": [], "encrypted_content": .string(Self.encrypted), "status": "completed"])
        }
        var refusal: String?
        if case .refusal(let words) = line.ending { refusal = words }
        if !line.text.isEmpty || refusal != nil { stream.say(line.text, refusal: refusal) }
        for (index, call) in line.calls.enumerated() { stream.call(call.name, call.arguments, id: "call_\(ask.number)_\(index)r") }
        if case .length = line.ending { stream.end("incomplete") } else { stream.end("completed") }
        return stream.frames
    }

    func document(_ refusal: APIRefusal) -> JSONValue { OpenAIErrors.document(refusal) }

    var overloadedFrame: String {
        let error: JSONValue = [
            "type": "error", "code": "server_overloaded", "message": "The server is overloaded", "param": .null, "sequence_number": 9,
        ]
        return "event: error\ndata: \(error.wireText)\n\n"
    }

    var failedFrame: String {
        let error: JSONValue = [
            "type": "error", "code": "server_error", "message": "The server had an error", "param": .null, "sequence_number": 9,
        ]
        return "event: error\ndata: \(error.wireText)\n\n"
    }

    var foreignFrame: String { "event: response.completed\ndata: {\"type\": \"response.completed\", \"sequence_number\": 1}\n\n" }
}

/// The events of one response, numbered.
private struct ResponseStream {
    let ask: ModelAsk
    let usage: SimulatedUsage
    var frames: [String] = []
    private var output: [JSONValue] = []

    init(ask: ModelAsk, usage: SimulatedUsage) {
        self.ask = ask
        self.usage = usage
    }

    private mutating func send(_ name: String, _ members: [String: JSONValue]) {
        var members = members
        members["type"] = .string(name)
        members["sequence_number"] = .integer(Int64(frames.count))
        frames.append("event: \(name)\ndata: \(JSONValue.object(members).wireText)\n\n")
    }

    private func response(_ status: String) -> JSONValue {
        [
            "id": "resp_0123", "object": "response", "created_at": 1_795_000_000, "status": .string(status), "error": .null,
            "incomplete_details": status == "incomplete" ? ["reason": "max_output_tokens"] : .null, "instructions": .null, "metadata": [:],
            "model": .string(ask.model), "output": .array(output), "parallel_tool_calls": true, "temperature": .number(1), "tool_choice": "auto",
            "tools": [],
            "top_p": .number(1),
            "usage": status == "in_progress"
                ? .null
                : [
                    "input_tokens": .integer(Int64(usage.input)), "output_tokens": .integer(Int64(usage.output)),
                    "total_tokens": .integer(Int64(usage.input + usage.output)),
                    "input_tokens_details": ["cached_tokens": .integer(Int64(usage.cached)), "cache_write_tokens": 0],
                    "output_tokens_details": ["reasoning_tokens": 0],
                ],
        ]
    }

    mutating func begin() {
        send("response.created", ["response": response("in_progress")])
        send("response.in_progress", ["response": response("in_progress")])
    }

    private var index: JSONValue { .integer(Int64(output.count)) }

    mutating func add(_ item: JSONValue) {
        send("response.output_item.added", ["output_index": index, "item": item])
        send("response.output_item.done", ["output_index": index, "item": item])
        output.append(item)
    }

    mutating func say(_ text: String, refusal: String?) {
        let part: JSONValue =
            if let refusal { ["type": "refusal", "refusal": .string(refusal)] } else {
                ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
            }
        func item(_ status: String, _ content: [JSONValue]) -> JSONValue {
            ["type": "message", "id": "msg_0123", "role": "assistant", "status": .string(status), "content": .array(content)]
        }
        let place: [String: JSONValue] = ["item_id": "msg_0123", "output_index": index, "content_index": 0]
        func told(_ members: [String: JSONValue]) -> [String: JSONValue] { place.merging(members) { $1 } }
        let empty: JSONValue =
            refusal == nil ? ["type": "output_text", "text": "", "annotations": [], "logprobs": []] : ["type": "refusal", "refusal": ""]
        send("response.output_item.added", ["output_index": index, "item": item("in_progress", [])])
        send("response.content_part.added", told(["part": empty]))
        for piece in (refusal ?? text).pieces(7) {
            let name = refusal == nil ? "response.output_text.delta" : "response.refusal.delta"
            send(name, told(refusal == nil ? ["delta": .string(piece), "logprobs": []] : ["delta": .string(piece)]))
        }
        if let refusal {
            send("response.refusal.done", told(["refusal": .string(refusal)]))
        } else {
            send("response.output_text.done", told(["text": .string(text), "logprobs": []]))
        }
        send("response.content_part.done", told(["part": part]))
        send("response.output_item.done", ["output_index": index, "item": item("completed", [part])])
        output.append(item("completed", [part]))
    }

    mutating func call(_ name: String, _ arguments: String, id: String) {
        func item(_ status: String, _ arguments: String) -> JSONValue {
            [
                "type": "function_call", "id": .string("fc_\(id)"), "call_id": .string(id), "name": .string(name), "arguments": .string(arguments),
                "status": .string(status),
            ]
        }
        send("response.output_item.added", ["output_index": index, "item": item("in_progress", "")])
        for piece in arguments.pieces(5) {
            send("response.function_call_arguments.delta", ["item_id": .string("fc_\(id)"), "output_index": index, "delta": .string(piece)])
        }
        send(
            "response.function_call_arguments.done",
            ["item_id": .string("fc_\(id)"), "output_index": index, "name": .string(name), "arguments": .string(arguments)])
        send("response.output_item.done", ["output_index": index, "item": item("completed", arguments)])
        output.append(item("completed", arguments))
    }

    mutating func end(_ status: String) {
        send("response.\(status)", ["response": response(status)])
    }
}
