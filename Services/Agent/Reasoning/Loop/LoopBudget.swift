package import LLM

/// What a conversation has spent so far, and whether there is enough left to go on.
package struct LoopBudget: Sendable {
    package let limits: LoopLimits
    package private(set) var usage = TokenUsage()
    /// nil until a model with a price was asked.
    package private(set) var dollars: Double?
    package private(set) var turns = 0
    package private(set) var calls = 0
    private let startedAt: ContinuousClock.Instant
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Of the last turn: what the next one will cost at least.
    private var lastTokens = 0
    private var lastDollars = 0.0

    package init(limits: LoopLimits, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.limits = limits
        self.now = now
        startedAt = now()
    }

    /// Never negative.
    package var remaining: Duration { max(.zero, limits.time - startedAt.duration(to: now())) }

    mutating func replied(_ usage: TokenUsage, dollars: Double?) {
        turns += 1
        add(usage, dollars: dollars)
        lastTokens = usage.input + usage.output
        lastDollars = dollars ?? 0
    }

    /// What was spent without a turn: a failed one, or condensing.
    mutating func add(_ usage: TokenUsage, dollars: Double?) {
        self.usage += usage
        if let dollars { self.dollars = (self.dollars ?? 0) + dollars }
    }

    mutating func called(_ count: Int) { calls += count }

    /// The limit that leaves room for nothing but a conclusion: one more turn with tools, and one to conclude, would go beyond it.
    var reached: LoopLimits.Limit? {
        if turns + 1 >= limits.turns { return .turns }
        if calls >= limits.calls { return .calls }
        // The two turns to come repeat all that was said.
        if usage.input + usage.output + 2 * lastTokens > limits.tokens { return .tokens }
        if let most = limits.dollars, (dollars ?? 0) + 2 * lastDollars > most { return .dollars }
        // A conclusion takes about as long as any turn.
        if remaining < limits.time / 4 { return .time }
        return nil
    }
}
