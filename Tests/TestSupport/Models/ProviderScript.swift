package import Primitives

/// What a simulated provider was asked, as far as all APIs have it in common.
package struct ModelAsk: Sendable {
    /// From 0, in the order of arrival; refused requests count too.
    package var number: Int
    package var model: String
    package var system: String
    /// Everything of the conversation that is text: what users, the assistant and tools said.
    package var conversation: [String]
    package var tools: [String]
    /// Results of tools in the last turn, in their order.
    package var results: [String]
    /// Whether an answer in a schema is asked for.
    package var wantsSchema: Bool
    /// Whether tools may be called.
    package var mayCall: Bool
    package var maximumTokens: Int
    package var body: JSONValue
    /// Names in lower case.
    package var headers: [String: String]
}

/// What a simulated provider does about it.
package enum ModelAct: Sendable {
    case reply(ModelLine)
    case fault(ModelFault)

    package static func text(_ text: String) -> ModelAct { .reply(ModelLine(text: text)) }

    package static func calls(_ calls: (name: String, arguments: String)...) -> ModelAct { .reply(ModelLine(calls: calls)) }

    package static func refusal(_ words: String) -> ModelAct { .reply(ModelLine(ending: .refusal(words))) }
}

/// A model's turn.
package struct ModelLine: Sendable {
    package enum Ending: Sendable {
        case natural, length, refusal(String)
    }

    package var text: String
    /// Arguments are the text that the model writes, JSON or not.
    package var calls: [(name: String, arguments: String)]
    package var ending: Ending
    /// Signed thoughts come first, and must come back.
    package var thinks: Bool
    /// Before the first byte.
    package var delay: Duration
    /// Between two pieces.
    package var pace: Duration

    package init(
        text: String = "", calls: [(name: String, arguments: String)] = [], ending: Ending = .natural, thinks: Bool = false, delay: Duration = .zero,
        pace: Duration = .zero
    ) {
        self.text = text
        self.calls = calls
        self.ending = ending
        self.thinks = thinks
        self.delay = delay
        self.pace = pace
    }
}

/// What goes wrong.
package enum ModelFault: Sendable {
    /// An error of this status, with the body that the API documents for it.
    case status(Int, headers: [String: String] = [:])
    /// A quota that is used up, which isn't a rate.
    case outOfQuota
    /// A page of a proxy.
    case page(Int)
    /// Reads, and says nothing.
    case silence
    /// Begins to answer, and says nothing more.
    case stall
    /// Ends the answer properly, in its middle.
    case truncated
    /// Closes the connection in the middle of the answer.
    case cut
    /// Closes the connection before the answer.
    case hangUp
    /// An event that is no JSON.
    case garbage
    /// JSON that isn't the API's.
    case foreign
    /// An answer that says nothing.
    case empty
    /// The provider is overloaded after it has begun to answer.
    case overloadedInStream
    /// The provider fails after it has begun to answer.
    case failedInStream
}
