import HTTPTypes
import LLM
import Primitives

/// An answer that isn't a reply, as far as it can be understood: every API says what went wrong in a JSON object, each in its own.
///
/// Read are `{"error": {"message", "type", "code", "status"}}` (Anthropic, OpenAI, Azure, Gemini, llama.cpp), the same in an array (Gemini),
/// `{"error": "…"}` (Ollama), `{"message", "type", "code"}` (vLLM of old) and `{"detail": …}` (FastAPI).
struct Refusal: Hashable, Sendable {
    var status: Int
    /// All words that classify it, in lower case: `overloaded_error`, `context_length_exceeded`, `resource_exhausted`.
    var kinds: Set<String>
    var message: String
    /// What Gemini sends beside an error.
    var details: [JSONValue]

    init(status: Int, kinds: Set<String> = [], message: String, details: [JSONValue] = []) {
        self.status = status
        self.kinds = kinds
        self.message = message
        self.details = details
    }

    init(status: Int, body: [UInt8]) {
        let document = try? JSONReader.read(body) { reader throws(JSONDecodingError) in try reader.value() }
        self.init(status: status, document: document ?? .null)
        if message.isEmpty { message = document == nil && !body.isEmpty ? "an answer that is no JSON" : "no reason given" }
    }

    init(status: Int, document: JSONValue) {
        let root = document.array?.first ?? document
        let error = root["error"] ?? root
        let inner = error["innererror"] ?? .null
        kinds = Set([error["type"], error["code"], error["status"], inner["code"]].compactMap { $0?.string?.lowercased() })
        for detail in error["details"]?.array ?? [] {
            if let reason = detail["reason"]?.string { kinds.insert(reason.lowercased()) }
        }
        message = error.string ?? error["message"]?.string ?? root["detail"]?.string ?? root["detail"]?.array?.first?["msg"]?.string ?? ""
        details = error["details"]?.array ?? []
        // Within a stream there is no status but what the error itself says.
        self.status = status == 200 ? error["code"]?.integer.flatMap { Int(exactly: $0) } ?? 200 : status
    }

    /// Whether it speaks of any of these.
    func mentions(_ words: String...) -> Bool {
        let said = message.lowercased()
        return words.contains { said.contains($0) }
    }
}
