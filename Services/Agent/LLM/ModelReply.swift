/// A whole turn of a model, and what it cost.
package struct ModelReply: Hashable, Sendable {
    package var turn: AssistantTurn
    package var stop: StopReason
    package var usage: TokenUsage
    /// Who answered: of a chain, the one that did.
    package var identity: ModelIdentity

    package init(turn: AssistantTurn, stop: StopReason, usage: TokenUsage, identity: ModelIdentity) {
        self.turn = turn
        self.stop = stop
        self.usage = usage
        self.identity = identity
    }
}

package enum StopReason: Hashable, Sendable {
    case finished
    case toolCalls
    /// Cut off at ``ModelRequest/maximumOutputTokens`` or the model's own window.
    case length
    /// The model declined, or its provider's filter did, in its words where it gave some.
    case refused(String)
}

/// Tokens as providers count them.
package struct TokenUsage: Hashable, Sendable {
    /// All of the prompt, what a cache served included.
    package var input: Int
    /// Of ``input``, read from the provider's cache.
    package var cachedInput: Int
    /// Of ``input``, written to the provider's cache where that has a price of its own.
    package var cacheWrites: Int
    /// Thoughts included.
    package var output: Int
    /// Requests that reached a provider, failed ones too.
    package var calls: Int

    package init(input: Int = 0, cachedInput: Int = 0, cacheWrites: Int = 0, output: Int = 0, calls: Int = 0) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrites = cacheWrites
        self.output = output
        self.calls = calls
    }

    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: left.input + right.input, cachedInput: left.cachedInput + right.cachedInput, cacheWrites: left.cacheWrites + right.cacheWrites,
            output: left.output + right.output, calls: left.calls + right.calls)
    }

    package static func += (left: inout TokenUsage, right: TokenUsage) { left = left + right }
}
