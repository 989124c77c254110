import HTTPKit
import LLM
import Primitives

/// Puts a response together from its events. Pieces are told on as they come; what counts are the whole items, and the response that ends the stream.
///
/// Source: https://platform.openai.com/docs/api-reference/responses-streaming
struct OpenAIResponsesAssembler: ReplyAssembler {
    private let provider: String
    private let turn: Int
    private var items: [Int: JSONValue] = [:]
    private var response: JSONValue = .null
    private(set) var usage = TokenUsage()
    private(set) var isComplete = false

    init(provider: String, turn: Int) {
        self.provider = provider
        self.turn = turn
    }

    mutating func receive(_ event: StreamedEvent) throws(ModelError) -> [ModelProgress] {
        if event.data.elementsEqual("[DONE]".utf8) { return [] }
        let data = try event.json()
        switch data["type"]?.string ?? event.name {
        case "response.output_text.delta":
            return data["delta"]?.string.map { [.text($0)] } ?? []
        case "response.output_item.added":
            guard let item = data["item"], item["type"] == "function_call" else { return [] }
            return [.call(name: item["name"]?.string ?? "")]
        case "response.output_item.done":
            items[data.count("output_index")] = data["item"]
        case "response.completed", "response.incomplete", "response.failed":
            try receive(whole: data["response"] ?? .null)
        case "error":
            throw ModelError(inStream: Refusal(status: 200, document: data))
        default:
            break
        }
        return []
    }

    mutating func receive(whole answer: JSONValue) throws(ModelError) {
        count(answer["usage"] ?? .null)
        let refusal = Refusal(status: 200, document: answer)
        if answer["status"] == "failed" || (answer["error"] ?? .null) != .null, !refusal.isFiltered { throw ModelError(inStream: refusal) }
        guard answer["status"] != nil || answer["output"] != nil else { throw ModelError(.malformed, detail: "the answer is no response") }
        for (index, item) in (answer["output"]?.array ?? []).enumerated() { items[index] = item }
        response = answer
        isComplete = true
    }

    mutating func finish() throws(ModelError) -> (turn: AssistantTurn, stop: StopReason) {
        guard isComplete else { throw ModelError(.unreachable, detail: "the answer broke off") }
        let output = items.sorted { $0.key < $1.key }.map(\.value)
        var answer = AssistantTurn()
        var refusal: String?
        for item in output {
            switch item["type"]?.string {
            case "message":
                answer.text += Self.text(of: item)
                refusal = item["content"]?.array?.first { $0["type"] == "refusal" }?["refusal"]?.string ?? refusal
            case "function_call":
                let id = item["call_id"]?.string ?? "call_\(turn)_\(answer.calls.count)"
                answer.calls.append(
                    ToolCall(id: id, name: item["name"]?.string ?? "", arguments: ToolArguments(text: item["arguments"]?.string ?? "")))
            default: break
            }
        }
        if output.contains(where: { $0["type"] == "reasoning" }) { answer.opaque = OpaqueState(provider: provider, value: .array(output)) }
        return (answer, stop(refusal, hasCalls: !answer.calls.isEmpty))
    }

    static func text(of message: JSONValue) -> String {
        (message["content"]?.array ?? []).filter { $0["type"] == "output_text" }.compactMap { $0["text"]?.string }.joined()
    }

    private mutating func count(_ reported: JSONValue) {
        usage.input = reported.count("input_tokens")
        usage.output = reported.count("output_tokens")
        let details = reported["input_tokens_details"] ?? .null
        usage.cachedInput = min(details.count("cached_tokens"), usage.input)
        usage.cacheWrites = min(details.count("cache_write_tokens"), usage.input - usage.cachedInput)
    }

    private func stop(_ refusal: String?, hasCalls: Bool) -> StopReason {
        if let refusal { return .refused(refusal) }
        if response["status"] == "failed" { return .refused(response["error"]?["message"]?.string ?? "") }
        switch response["incomplete_details"]?["reason"]?.string {
        case "content_filter": return .refused("the provider's content filter")
        case _?: return .length
        case nil: return hasCalls ? .toolCalls : .finished
        }
    }
}
