import HTTPKit
import LLM
import Primitives

/// Puts a message together from the events of Anthropic's stream.
///
/// `message_start`, then each block with `content_block_start`, deltas and `content_block_stop`, then `message_delta` with the reason and the usage, and
/// `message_stop`. A `ping` or an `error` may come anywhere, and unknown events are passed over, as the format demands.
///
/// Source: https://docs.claude.com/en/docs/build-with-claude/streaming
struct AnthropicAssembler: ReplyAssembler {
    /// A block as it grows: its JSON without what comes in pieces, and the pieces.
    private struct Block {
        var content: JSONValue
        var pieces: [String: String] = [:]
    }

    private let provider: String
    private let answerTool: AnswerTool?
    private var blocks: [Int: Block] = [:]
    private var stopReason: String?
    private var stopDetails: JSONValue = .null
    private(set) var usage = TokenUsage()
    private(set) var isComplete = false

    init(provider: String, answerTool: AnswerTool?) {
        self.provider = provider
        self.answerTool = answerTool
    }

    mutating func receive(_ event: StreamedEvent) throws(ModelError) -> [ModelProgress] {
        let data = try event.json()
        switch data["type"]?.string ?? event.name {
        case "message_start":
            count(data["message"]?["usage"])
        case "content_block_start":
            return begin(data)
        case "content_block_delta":
            return try extend(data)
        case "message_delta":
            stopReason = data["delta"]?["stop_reason"]?.string ?? stopReason
            stopDetails = data["delta"]?["stop_details"] ?? stopDetails
            count(data["usage"])
        case "message_stop":
            isComplete = true
        case "error":
            throw ModelError(inStream: Refusal(status: 200, document: data))
        default:
            break
        }
        return []
    }

    mutating func receive(whole answer: JSONValue) throws(ModelError) {
        guard let content = answer["content"]?.array else { throw ModelError(.malformed, detail: "the answer has no content") }
        for (index, block) in content.enumerated() { blocks[index] = Block(content: block) }
        stopReason = answer["stop_reason"]?.string
        stopDetails = answer["stop_details"] ?? .null
        count(answer["usage"])
        isComplete = true
    }

    mutating func finish() throws(ModelError) -> (turn: AssistantTurn, stop: StopReason) {
        guard isComplete else { throw ModelError(.unreachable, detail: "the answer broke off") }
        let content = blocks.sorted { $0.key < $1.key }.map { Self.whole($0.value) }
        var turn = AssistantTurn()
        for block in content {
            switch block["type"]?.string {
            case "text": turn.text += block["text"]?.string ?? ""
            case "tool_use":
                turn.calls.append(
                    ToolCall(id: block["id"]?.string ?? "", name: block["name"]?.string ?? "", arguments: Self.arguments(block["input"])))
            default: break
            }
        }
        if content.contains(where: { $0["type"] == "thinking" || $0["type"] == "redacted_thinking" }) {
            turn.opaque = OpaqueState(provider: provider, value: .array(content.map(Self.wellFormed)))
        }
        let stop = stop(hasCalls: !turn.calls.isEmpty)
        return answerTool?.unwrap(turn, stop) ?? (turn, stop)
    }

    private mutating func begin(_ data: JSONValue) -> [ModelProgress] {
        let block = data["content_block"] ?? .null
        blocks[data.count("index")] = Block(content: block)
        switch block["type"]?.string {
        case "tool_use": return [.call(name: block["name"]?.string ?? "")]
        case "text": return block["text"]?.string.flatMap { $0.isEmpty ? nil : [.text($0)] } ?? []
        default: return []
        }
    }

    private mutating func extend(_ data: JSONValue) throws(ModelError) -> [ModelProgress] {
        let index = data.count("index")
        let delta = data["delta"] ?? .null
        guard blocks[index] != nil else { throw ModelError(.malformed, detail: "a piece of a block that didn't begin") }
        // The members of each kind of delta carry the names of what they add to, but for a tool's input, which comes as text.
        for (member, target) in [("text", "text"), ("partial_json", "input"), ("thinking", "thinking"), ("signature", "signature")] {
            if let piece = delta[member]?.string { blocks[index]?.pieces[target, default: ""] += piece }
        }
        return delta["type"] == "text_delta" ? delta["text"]?.string.map { [.text($0)] } ?? [] : []
    }

    /// Counts are cumulative: the last one stands. The prompt's parts are told apart, and add up to it.
    private mutating func count(_ reported: JSONValue?) {
        guard let reported else { return }
        if reported["input_tokens"]?.integer != nil {
            usage.cachedInput = reported.count("cache_read_input_tokens")
            usage.cacheWrites = reported.count("cache_creation_input_tokens")
            usage.input = reported.count("input_tokens") + usage.cachedInput + usage.cacheWrites
        }
        if reported["output_tokens"]?.integer != nil { usage.output = reported.count("output_tokens") }
    }

    private static func whole(_ block: Block) -> JSONValue {
        guard case .object(var members) = block.content else { return block.content }
        for (name, text) in block.pieces {
            if name == "input" {
                members[name] = ToolArguments(text: text).json ?? .string(text)
            } else {
                members[name] = .string((members[name]?.string ?? "") + text)
            }
        }
        return .object(members)
    }

    /// The API takes back only objects as a tool's input.
    private static func wellFormed(_ block: JSONValue) -> JSONValue {
        guard case .object(var members) = block, case .string? = members["input"] else { return block }
        members["input"] = arguments(members["input"]).object
        return .object(members)
    }

    private static func arguments(_ input: JSONValue?) -> ToolArguments {
        switch input {
        case .string(let text)?: .malformed(text)
        case let input?: .json(input)
        case nil: .json([:])
        }
    }

    private func stop(hasCalls: Bool) -> StopReason {
        switch stopReason {
        case "tool_use": .toolCalls
        // A pause asks to go on with a tool of the provider's own, of which none is offered: what there is, is cut off.
        case "max_tokens", "model_context_window_exceeded", "pause_turn": .length
        case "refusal": .refused(stopDetails["explanation"]?.string ?? stopDetails["category"]?.string ?? "")
        default: hasCalls ? .toolCalls : .finished
        }
    }
}

extension ToolArguments {
    fileprivate var json: JSONValue? {
        if case .json(let value) = self { value } else { nil }
    }
}
