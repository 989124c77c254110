import HTTPKit
import HTTPTypes
import LLM
import Primitives

/// One API's wire format: what is sent, and how the answer is read. Pure; ``ServedModel`` does what it says.
protocol WireFormat: Sendable {
    associatedtype Assembler: ReplyAssembler

    var identity: ModelIdentity { get }

    /// - Parameter omissions: what this model was found not to take.
    func encode(_ request: ModelRequest, omitting omissions: Omissions) -> WireRequest

    /// What puts the answer to that request together.
    func assembler(for request: ModelRequest, omitting omissions: Omissions) -> Assembler

    /// What to leave out next, so that a refused request may be taken; nil where nothing of it is known to be the matter.
    func omission(after refusal: Refusal, of request: ModelRequest, omitting omissions: Omissions) -> Omissions?
}

/// A request as it goes over the wire. Its headers hold the key: it is sent, and never printed.
struct WireRequest: Sendable {
    var url: String
    var headers: HTTPFields
    var body: JSONValue
}

/// Features that a model or its server doesn't take. They are learned from refusals, each paid once.
struct Omissions: OptionSet, Hashable, Sendable {
    var rawValue: Int

    static let temperature = Omissions(rawValue: 1 << 0)
    /// The answer's schema as the API has it; the answer is asked for as a tool's call, or described in words.
    static let schema = Omissions(rawValue: 1 << 1)
    /// The mode that promises JSON of any shape.
    static let jsonMode = Omissions(rawValue: 1 << 2)
    static let tools = Omissions(rawValue: 1 << 3)
    /// The stream's last words on usage.
    static let streamOptions = Omissions(rawValue: 1 << 4)
    /// `max_completion_tokens`, in favour of the older `max_tokens`.
    static let completionTokens = Omissions(rawValue: 1 << 5)
    /// Reasoning that comes back encrypted.
    static let encryptedReasoning = Omissions(rawValue: 1 << 6)
    /// `max_tokens`, in favour of `max_completion_tokens` after all: of gateways in front of models that reason.
    static let maxTokens = Omissions(rawValue: 1 << 7)
}

/// Puts an answer together from its pieces. A pure state machine, an event after the other.
///
/// The errors that it throws name no model: ``ServedModel`` adds that.
protocol ReplyAssembler: Sendable {
    /// - Returns: what the event brings.
    mutating func receive(_ event: StreamedEvent) throws(ModelError) -> [ModelProgress]

    /// Takes a whole answer, of a server that doesn't stream.
    mutating func receive(whole answer: JSONValue) throws(ModelError)

    /// Whether nothing is missing, even where the connection breaks now.
    var isComplete: Bool { get }

    /// As far as it is known.
    var usage: TokenUsage { get }

    /// The reply, once everything is there.
    mutating func finish() throws(ModelError) -> (turn: AssistantTurn, stop: StopReason)
}

extension StreamedEvent {
    /// The data as JSON.
    func json() throws(ModelError) -> JSONValue {
        do throws(JSONDecodingError) {
            return try JSONReader.read(data) { reader throws(JSONDecodingError) in try reader.value() }
        } catch {
            throw ModelError(.malformed, detail: "an event of the stream \(error.message)")
        }
    }
}
