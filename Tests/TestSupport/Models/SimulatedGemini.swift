import Primitives

/// `generateContent` of the Gemini API, as a stream of events.
///
/// Source: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/troubleshooting
struct SimulatedGemini: SimulatedAPI {
    static let signature = "c2lnbmVk"

    var basePath: String { "" }

    func authorize(_ request: ModelServer.Request) throws(APIRefusal) {
        guard request.method == "POST", request.path.hasPrefix("/v1beta/models/"), request.path.hasSuffix(":streamGenerateContent"),
            request.query == "alt=sse"
        else { throw APIRefusal(404, "Requested entity was not found.") }
        guard !request.query.contains("key=") else { throw APIRefusal(400, "a key has no place in an address") }
        guard request.headers["x-goog-api-key"] == SimulatedProvider.key else {
            throw APIRefusal(400, "API key not valid. Please pass a valid API key.", kind: "API_KEY_INVALID")
        }
        if model(request) == "missing" { throw APIRefusal(404, "models/missing is not found") }
    }

    private func model(_ request: ModelServer.Request) -> String {
        String(request.path.dropFirst("/v1beta/models/".count).dropLast(":streamGenerateContent".count))
    }

    func check(_ body: JSONValue, _ request: ModelServer.Request) throws(APIRefusal) {
        let fields = try FieldCheck(
            body, at: "request",
            known: ["contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent"],
            required: ["contents"])
        let isOld = model(request).hasPrefix("gemini-2")
        var names: Set<String> = []
        for tool in try fields.array("tools") {
            _ = try FieldCheck(tool, at: "tools", known: ["functionDeclarations"])
            for declaration in tool["functionDeclarations"]?.array ?? [] {
                let fields = try FieldCheck(
                    declaration, at: "tools.functionDeclarations", known: ["name", "description", "parameters", "parametersJsonSchema"],
                    required: ["name", "description"])
                try fields.name("name")
                names.insert(declaration["name"]?.string ?? "")
            }
        }
        if let calling = body["toolConfig"]?["functionCallingConfig"] {
            let fields = try FieldCheck(calling, at: "toolConfig.functionCallingConfig", known: ["mode", "allowedFunctionNames"], required: ["mode"])
            try fields.string("mode", oneOf: ["AUTO", "ANY", "NONE", "VALIDATED"])
            let allowed = (calling["allowedFunctionNames"]?.array ?? []).compactMap(\.string)
            guard allowed.isEmpty || (calling["mode"] == "ANY" && names.isSuperset(of: allowed)) else {
                throw APIRefusal(400, "allowed_function_names should only be set when the mode is ANY, to declared names")
            }
        }
        if let configuration = body["generationConfig"] {
            let fields = try FieldCheck(
                configuration, at: "generationConfig",
                known: [
                    "maxOutputTokens", "candidateCount", "temperature", "responseMimeType", "responseJsonSchema", "responseSchema", "thinkingConfig",
                ])
            try fields.integer("maxOutputTokens", in: 1...100_000)
            try fields.number("temperature", in: 0...2)
            if configuration["responseMimeType"] == "application/json", !names.isEmpty, isOld {
                throw APIRefusal(400, "Function calling with a response mime type: 'application/json' is unsupported")
            }
            if configuration["responseJsonSchema"] != nil, configuration["responseMimeType"] != "application/json" {
                throw APIRefusal(400, "response_json_schema needs response_mime_type application/json")
            }
        }
        try contents(fields, isOld: isOld)
    }

    private func contents(_ fields: FieldCheck, isOld: Bool) throws(APIRefusal) {
        let contents = try fields.array("contents")
        guard contents.first?["role"] == "user" else {
            throw APIRefusal(400, "Please ensure that the first content is of the user.")
        }
        var open: [JSONValue] = []
        for (index, content) in contents.enumerated() {
            let place = "contents[\(index)]"
            let fields = try FieldCheck(content, at: place, known: ["role", "parts"], required: ["parts"])
            try fields.string("role", oneOf: ["user", "model"])
            let parts = try fields.array("parts")
            guard !parts.isEmpty else { throw APIRefusal(400, "\(place).parts: must not be empty") }
            let responses = parts.compactMap { $0["functionResponse"] }
            guard responses.count == open.count else {
                throw APIRefusal(
                    400,
                    "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
                )
            }
            for (call, response) in zip(open, responses) where call["name"] != response["name"] || call["id"] != response["id"] {
                throw APIRefusal(400, "\(place): a function response that fits no call")
            }
            open = parts.compactMap { $0["functionCall"] }
            for part in parts {
                _ = try FieldCheck(
                    part, at: "\(place).parts", known: ["text", "thought", "thoughtSignature", "functionCall", "functionResponse", "inlineData"])
                if let response = part["functionResponse"] {
                    _ = try FieldCheck(response, at: "\(place).functionResponse", known: ["id", "name", "response"], required: ["name", "response"])
                    guard response["response"]?.object != nil else { throw APIRefusal(400, "\(place).functionResponse.response: must be an object") }
                }
            }
            if !isOld, let first = parts.first(where: { $0["functionCall"] != nil }) {
                let accepted = [Self.signature, "skip_thought_signature_validator"]
                guard accepted.contains(first["thoughtSignature"]?.string ?? "") else {
                    throw APIRefusal(400, "Function call is missing a thought_signature in functionCall parts.")
                }
            }
        }
        guard open.isEmpty else { throw APIRefusal(400, "Please ensure that function call turn comes before a function response turn.") }
    }

    func ask(_ body: JSONValue, _ request: ModelServer.Request, number: Int) -> ModelAsk {
        let contents = body["contents"]?.array ?? []
        func answered(_ part: JSONValue) -> String? {
            guard let response = part["functionResponse"]?["response"] else { return nil }
            return response["output"]?.string ?? response["error"]?.string
        }
        return ModelAsk(
            number: number, model: model(request),
            system: (body["systemInstruction"]?["parts"]?.array ?? []).compactMap { $0["text"]?.string }.joined(),
            conversation: contents.flatMap { ($0["parts"]?.array ?? []).compactMap { $0["text"]?.string ?? answered($0) } },
            tools: (body["tools"]?.array ?? []).flatMap { ($0["functionDeclarations"]?.array ?? []).compactMap { $0["name"]?.string } },
            results: (contents.last?["parts"]?.array ?? []).compactMap(answered),
            wantsSchema: body["generationConfig"]?["responseJsonSchema"] != nil,
            mayCall: body["tools"] != nil && body["toolConfig"]?["functionCallingConfig"]?["mode"] != "NONE",
            maximumTokens: Int(body["generationConfig"]?["maxOutputTokens"]?.integer ?? 0), body: body, headers: request.headers)
    }

    func prefix(_ body: JSONValue) -> JSONValue { [body["tools"] ?? .null, body["systemInstruction"] ?? .null] }

    func frames(_ line: ModelLine, _ ask: ModelAsk, usage: SimulatedUsage) -> [String] {
        let line = forced(line, ask)
        var parts: [JSONValue] = line.text.pieces(9).map { ["text": .string($0)] }
        if line.thinks { parts.insert(["text": "Let me see.", "thought": true], at: 0) }
        for (index, call) in line.calls.enumerated() {
            // The API carries arguments as an object: what is none never leaves it.
            guard let arguments = try? APIRefusal.json(Array(call.arguments.utf8)), arguments.object != nil else {
                return [chunk(ask, [], finish: "MALFORMED_FUNCTION_CALL", usage)]
            }
            var part: [String: JSONValue] = [
                "functionCall": ["id": .string("fn-\(ask.number)-\(index)"), "name": .string(call.name), "args": arguments]
            ]
            if index == 0 { part["thoughtSignature"] = .string(Self.signature) }
            parts.append(.object(part))
        }
        var finish = "STOP"
        switch line.ending {
        case .natural: break
        case .length: finish = "MAX_TOKENS"
        case .refusal(let words):
            if words == "prompt" { return [event(["promptFeedback": ["blockReason": "PROHIBITED_CONTENT"], "usageMetadata": counts(usage)])] }
            finish = "SAFETY"
        }
        var frames = parts.map { chunk(ask, [$0], finish: nil, usage) }
        frames.append(chunk(ask, [["text": ""]], finish: finish, usage))
        return frames
    }

    private func forced(_ line: ModelLine, _ ask: ModelAsk) -> ModelLine {
        let calling = ask.body["toolConfig"]?["functionCallingConfig"]
        guard case .natural = line.ending, line.calls.isEmpty, !line.text.isEmpty, calling?["mode"] == "ANY" else { return line }
        var line = line
        line.calls = [(calling?["allowedFunctionNames"]?.array?.first?.string ?? ask.tools.last ?? "", line.text)]
        line.text = ""
        return line
    }

    private func counts(_ usage: SimulatedUsage) -> JSONValue {
        [
            "promptTokenCount": .integer(Int64(usage.input)), "cachedContentTokenCount": .integer(Int64(usage.cached)),
            "candidatesTokenCount": .integer(Int64(usage.output)), "totalTokenCount": .integer(Int64(usage.input + usage.output)),
        ]
    }

    private func chunk(_ ask: ModelAsk, _ parts: [JSONValue], finish: String?, _ usage: SimulatedUsage) -> String {
        var candidate: [String: JSONValue] = ["index": 0]
        if !parts.isEmpty { candidate["content"] = ["role": "model", "parts": .array(parts)] }
        if let finish { candidate["finishReason"] = .string(finish) }
        return event([
            "candidates": [.object(candidate)], "usageMetadata": counts(usage), "modelVersion": .string(ask.model), "responseId": "r0123",
        ])
    }

    private func event(_ data: JSONValue) -> String { "data: \(data.wireText)\r\n\r\n" }

    func document(_ refusal: APIRefusal) -> JSONValue {
        let kinds = [
            400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
            504: "DEADLINE_EXCEEDED",
        ]
        var error: [String: JSONValue] = [
            "code": .integer(Int64(refusal.status)), "message": .string(refusal.message), "status": .string(kinds[refusal.status] ?? "UNKNOWN"),
        ]
        if refusal.status == 429 {
            error["details"] = [["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"]]
        }
        if refusal.kind == "API_KEY_INVALID" {
            error["details"] = [["@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"]]
        }
        return ["error": .object(error)]
    }

    var overloadedFrame: String {
        event(["error": ["code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"]])
    }

    var failedFrame: String {
        event(["error": ["code": 500, "message": "An internal error has occurred.", "status": "INTERNAL"]])
    }

    var foreignFrame: String { event(["predictions": [1, 2]]) }
}
