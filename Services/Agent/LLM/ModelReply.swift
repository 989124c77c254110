/// A whole turn of a model, and what it cost.
package struct ModelReply: Hashable, Sendable {
    package var turn: AssistantTurn
    package var stop: StopReason
    /// All that was spent on it.
    package var usage: TokenUsage
    /// Who answered: of a chain, the one that did.
    package var identity: ModelIdentity
    /// Of ``usage``, what other models took before they failed.
    package var elsewhere: [ModelIdentity: TokenUsage] = [:]

    package init(turn: AssistantTurn, stop: StopReason, usage: TokenUsage, identity: ModelIdentity) {
        self.turn = turn
        self.stop = stop
        self.usage = usage
        self.identity = identity
    }

    /// What each model took: they have prices of their own.
    package var shares: [ModelIdentity: TokenUsage] { .init(usage, of: identity, elsewhere) }
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
    /// Of ``calls``, those that broke before their provider told what they took: that is an estimate.
    package var estimatedCalls: Int

    package init(input: Int = 0, cachedInput: Int = 0, cacheWrites: Int = 0, output: Int = 0, calls: Int = 0, estimatedCalls: Int = 0) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrites = cacheWrites
        self.output = output
        self.calls = calls
        self.estimatedCalls = estimatedCalls
    }

    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: left.input + right.input, cachedInput: left.cachedInput + right.cachedInput, cacheWrites: left.cacheWrites + right.cacheWrites,
            output: left.output + right.output, calls: left.calls + right.calls, estimatedCalls: left.estimatedCalls + right.estimatedCalls)
    }

    package static func - (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: left.input - right.input, cachedInput: left.cachedInput - right.cachedInput, cacheWrites: left.cacheWrites - right.cacheWrites,
            output: left.output - right.output, calls: left.calls - right.calls, estimatedCalls: left.estimatedCalls - right.estimatedCalls)
    }

    package static func += (left: inout TokenUsage, right: TokenUsage) { left = left + right }
}

extension [ModelIdentity: TokenUsage] {
    fileprivate init(_ usage: TokenUsage, of identity: ModelIdentity, _ elsewhere: Self) {
        self = elsewhere
        let own = usage - elsewhere.total
        if own != TokenUsage() || elsewhere.isEmpty { self[identity, default: TokenUsage()] += own }
    }

    package var total: TokenUsage { values.reduce(TokenUsage(), +) }

    /// What it costs, each part at its model's price; nil where none has one.
    package func dollars(_ price: (ModelIdentity, TokenUsage) -> Double?) -> Double? {
        let parts = compactMap { price($0.key, $0.value) }
        return parts.isEmpty ? nil : parts.reduce(0, +)
    }
}

extension ModelError {
    /// What each model took: they have prices of their own. Empty where none was asked.
    package var shares: [ModelIdentity: TokenUsage] {
        guard usage != TokenUsage() else { return [:] }
        return .init(usage, of: identity ?? ModelIdentity(provider: "none", model: "none"), elsewhere)
    }
}
