import HTTPKit
import LLM
import Primitives

/// Puts a chat completion together from its chunks.
///
/// It is lenient, since many servers speak this format nearly: calls without an index or an id, arguments as an object instead of text, a reason that
/// doesn't tell of the calls, no `[DONE]`, or a whole completion instead of a stream.
///
/// Source: https://platform.openai.com/docs/api-reference/chat-streaming
struct OpenAIChatAssembler: ReplyAssembler {
    private struct Call {
        var id = ""
        var name = ""
        var arguments = ""
    }

    private let turn: Int
    private let taken: Set<String>
    private let dropsThoughts: Bool
    private var text = ""
    private var refusal = ""
    private var calls: [Int: Call] = [:]
    private var finishReason: String?
    private var isDone = false
    private(set) var usage = TokenUsage()

    /// - Parameters:
    ///   - turn: the place of the reply in the conversation, for ids that are unique within it.
    ///   - taken: ids of earlier calls; some servers count from 0 in every reply.
    ///   - dropsThoughts: takes out what a local model thinks aloud before it answers.
    init(turn: Int, taken: Set<String>, dropsThoughts: Bool) {
        self.turn = turn
        self.taken = taken
        self.dropsThoughts = dropsThoughts
    }

    var isComplete: Bool { isDone || finishReason != nil }

    mutating func receive(_ event: StreamedEvent) throws(ModelError) -> [ModelProgress] {
        if event.data.elementsEqual("[DONE]".utf8) {
            isDone = true
            return []
        }
        return try receive(chunk: event.json())
    }

    mutating func receive(whole answer: JSONValue) throws(ModelError) {
        guard answer["error"] != nil || answer["choices"]?.array != nil else {
            throw ModelError(.malformed, detail: "the answer has no choices")
        }
        _ = try receive(chunk: answer)
        isDone = true
    }

    mutating func finish() throws(ModelError) -> (turn: AssistantTurn, stop: StopReason) {
        guard isComplete else { throw ModelError(.unreachable, detail: "the answer broke off") }
        var taken = taken.union([""])
        let calls = calls.sorted { $0.key < $1.key }.enumerated().map { index, call in
            let isNew = taken.insert(call.value.id).inserted
            return ToolCall(
                id: isNew ? call.value.id : "call_\(turn)_\(index)", name: call.value.name, arguments: ToolArguments(text: call.value.arguments))
        }
        let answer = AssistantTurn(text: dropsThoughts ? Self.withoutThoughts(text) : text, calls: calls)
        return (answer, stop(hasCalls: !calls.isEmpty))
    }

    private mutating func receive(chunk: JSONValue) throws(ModelError) -> [ModelProgress] {
        if let error = chunk["error"], error != .null { throw ModelError(inStream: Refusal(status: 200, document: chunk)) }
        if let reported = chunk["usage"], reported != .null { count(reported) }
        guard let choice = chunk["choices"]?.array?.first else { return [] }
        if let reason = choice["finish_reason"]?.string { finishReason = reason }
        let delta = choice["delta"] ?? choice["message"] ?? .null
        var progress: [ModelProgress] = []
        if let piece = delta["content"]?.string, !piece.isEmpty {
            text += piece
            progress.append(.text(piece))
        }
        if let piece = delta["refusal"]?.string { refusal += piece }
        for (position, call) in (delta["tool_calls"]?.array ?? []).enumerated() {
            if let name = extend(call, at: position, isWhole: choice["message"] != nil) { progress.append(.call(name: name)) }
        }
        return progress
    }

    /// - Returns: the name of a call that begins.
    private mutating func extend(_ piece: JSONValue, at position: Int, isWhole: Bool) -> String? {
        let id = piece["id"]?.string ?? ""
        let index: Int
        if let told = piece["index"]?.integer {
            index = Int(clamping: told)
        } else if isWhole {
            index = position
        } else if let known = calls.first(where: { !id.isEmpty && $0.value.id == id })?.key {
            index = known
        } else {
            // Without an index, a name begins a call and anything else continues the last one.
            index = piece["function"]?["name"]?.string == nil ? calls.keys.max() ?? 0 : (calls.keys.max() ?? -1) + 1
        }
        let begins = calls[index] == nil
        var call = calls[index] ?? Call()
        if call.id.isEmpty { call.id = id }
        let function = piece["function"] ?? .null
        // Some servers send the name with every piece.
        if let name = function["name"]?.string, call.name != name { call.name += name }
        if let arguments = function["arguments"], arguments != .null { call.arguments += arguments.string ?? arguments.text }
        calls[index] = call
        return begins ? call.name : nil
    }

    private mutating func count(_ reported: JSONValue) {
        usage.input = reported.count("prompt_tokens")
        usage.output = reported.count("completion_tokens")
        let details = reported["prompt_tokens_details"] ?? .null
        usage.cachedInput = min(details.count("cached_tokens"), usage.input)
        usage.cacheWrites = min(details.count("cache_write_tokens"), usage.input - usage.cachedInput)
    }

    private func stop(hasCalls: Bool) -> StopReason {
        if !refusal.isEmpty { return .refused(refusal) }
        switch finishReason {
        case "length": return .length
        case "content_filter": return .refused("the provider's content filter")
        default: return hasCalls ? .toolCalls : .finished
        }
    }

    /// A leading `<think>…</think>`, as models without a field for it write.
    private static func withoutThoughts(_ text: String) -> String {
        let trimmed = text.drop { $0.isWhitespace }
        guard trimmed.hasPrefix("<think>"), let end = trimmed.firstRange(of: "</think>") else { return text }
        return String(trimmed[end.upperBound...].drop { $0.isWhitespace })
    }
}
