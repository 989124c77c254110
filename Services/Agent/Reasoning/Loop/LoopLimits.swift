/// What one conversation may cost. At a limit it concludes with what it has.
package struct LoopLimits: Hashable, Sendable {
    /// Questions to the model, the concluding one included.
    package var turns: Int
    /// Calls of tools in all, and of one turn.
    package var calls: Int
    package var callsAtOnce: Int
    /// Tokens in and out, all turns together. A long conversation counts what it repeats each turn, as a provider does.
    package var tokens: Int
    /// From the conversation's begin to its end.
    package var time: Duration
    /// For one call of a tool.
    package var toolTime: Duration
    /// In US dollars; nil where there is no limit. Models without a price cost nothing here.
    package var dollars: Double?
    /// Tokens of one reply.
    package var outputTokens: Int
    /// Bytes of a tool's answer that are shown: its head and its tail; the rest can be searched.
    package var resultBytes: Int
    /// Estimated tokens of the conversation beyond which old answers of tools are condensed.
    package var contextTokens: Int

    package init(
        turns: Int = 8, calls: Int = 24, callsAtOnce: Int = 10, tokens: Int = 400_000, time: Duration = .seconds(60),
        toolTime: Duration = .seconds(10),
        dollars: Double? = nil, outputTokens: Int = 4096, resultBytes: Int = 6000, contextTokens: Int = 64_000
    ) {
        self.turns = turns
        self.calls = calls
        self.callsAtOnce = callsAtOnce
        self.tokens = tokens
        self.time = time
        self.toolTime = toolTime
        self.dollars = dollars
        self.outputTokens = outputTokens
        self.resultBytes = resultBytes
        self.contextTokens = contextTokens
    }

    package enum Limit: String, Hashable, Sendable, CaseIterable {
        case turns, calls, tokens, time, dollars
        /// Nothing new was asked, turn after turn.
        case repetition
    }
}
