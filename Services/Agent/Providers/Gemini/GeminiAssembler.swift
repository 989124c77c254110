import HTTPKit
import LLM
import Primitives

/// Puts a reply together from chunks, each a `GenerateContentResponse` with the parts that are new.
///
/// Source: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
struct GeminiAssembler: ReplyAssembler {
    private let provider: String
    private let turn: Int
    private let answerTool: AnswerTool?
    private var parts: [JSONValue] = []
    private var finishReason: String?
    private var finishMessage = ""
    private var blockReason: String?
    private(set) var usage = TokenUsage()

    init(provider: String, turn: Int, answerTool: AnswerTool?) {
        self.provider = provider
        self.turn = turn
        self.answerTool = answerTool
    }

    var isComplete: Bool { finishReason != nil || blockReason != nil }

    mutating func receive(_ event: StreamedEvent) throws(ModelError) -> [ModelProgress] {
        try receive(chunk: event.json())
    }

    mutating func receive(whole answer: JSONValue) throws(ModelError) {
        // Without `alt=sse` the chunks come as one array.
        for chunk in answer.array ?? [answer] { _ = try receive(chunk: chunk) }
        guard isComplete else { throw ModelError(.malformed, detail: "the answer has no candidate") }
    }

    mutating func finish() throws(ModelError) -> (turn: AssistantTurn, stop: StopReason) {
        guard isComplete else { throw ModelError(.unreachable, detail: "the answer broke off") }
        var answer = AssistantTurn()
        for part in parts {
            if let call = part["functionCall"] {
                let id = call["id"]?.string ?? "call_\(turn)_\(answer.calls.count)"
                answer.calls.append(ToolCall(id: id, name: call["name"]?.string ?? "", arguments: .json(call["args"] ?? [:])))
            } else if part["thought"] != true {
                answer.text += part["text"]?.string ?? ""
            }
        }
        let stop = try stop(hasCalls: !answer.calls.isEmpty)
        if parts.contains(where: { $0["thoughtSignature"] != nil || $0["functionCall"]?["id"] != nil }) {
            answer.opaque = OpaqueState(provider: provider, value: .array(parts))
        }
        return answerTool?.unwrap(answer, stop) ?? (answer, stop)
    }

    private mutating func receive(chunk: JSONValue) throws(ModelError) -> [ModelProgress] {
        if chunk["error"] != nil { throw ModelError(inStream: Refusal(status: 200, document: chunk)) }
        count(chunk["usageMetadata"] ?? .null)
        if let reason = chunk["promptFeedback"]?["blockReason"]?.string { blockReason = reason }
        guard let candidate = chunk["candidates"]?.array?.first else { return [] }
        if let reason = candidate["finishReason"]?.string, reason != "FINISH_REASON_UNSPECIFIED" {
            finishReason = reason
            finishMessage = candidate["finishMessage"]?.string ?? ""
        }
        var progress: [ModelProgress] = []
        for part in candidate["content"]?["parts"]?.array ?? [] {
            add(part)
            if let call = part["functionCall"] {
                progress.append(.call(name: call["name"]?.string ?? ""))
            } else if part["thought"] != true, let text = part["text"]?.string, !text.isEmpty {
                progress.append(.text(text))
            }
        }
        return progress
    }

    /// Pieces of a text become one part again, but for a signed one, which stays as it is.
    private mutating func add(_ part: JSONValue) {
        if let last = parts.last, let text = part["text"]?.string, let begun = last["text"]?.string, part["thought"] == last["thought"],
            part["thoughtSignature"] == nil, last["thoughtSignature"] == nil
        {
            parts[parts.count - 1] = .members(["text": .string(begun + text), "thought": part["thought"]])
        } else {
            parts.append(part)
        }
    }

    /// Each chunk has the counts so far. Thoughts are paid as output.
    private mutating func count(_ reported: JSONValue) {
        guard reported["promptTokenCount"] != nil || reported["candidatesTokenCount"] != nil else { return }
        usage.input = reported.count("promptTokenCount") + reported.count("toolUsePromptTokenCount")
        usage.cachedInput = min(reported.count("cachedContentTokenCount"), usage.input)
        usage.output = reported.count("candidatesTokenCount") + reported.count("thoughtsTokenCount")
    }

    private func stop(hasCalls: Bool) throws(ModelError) -> StopReason {
        if let blockReason { return .refused("the prompt was blocked: \(blockReason)") }
        switch finishReason {
        case "STOP": return hasCalls ? .toolCalls : .finished
        case "MAX_TOKENS", "CONTINUATION": return .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "ESCALATION", "MODEL_ARMOR":
            return .refused([finishReason ?? "", finishMessage].filter { !$0.isEmpty }.joined(separator: ": "))
        default:
            // MALFORMED_FUNCTION_CALL, UNEXPECTED_TOOL_CALL, MALFORMED_RESPONSE, OTHER: another attempt may do better.
            throw ModelError(.malformed, detail: "the model ended with \(finishReason ?? "nothing")")
        }
    }
}
