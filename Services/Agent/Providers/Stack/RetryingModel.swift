package import LLM

/// Asks again as its ``ModelRetryPolicy`` says, all attempts and waits within the request's one timeout.
package struct RetryingModel<Ticks: Clock<Duration>>: LanguageModel {
    private let base: any LanguageModel
    private let policy: ModelRetryPolicy
    private let clock: Ticks
    private let chance: @Sendable () -> Double
    private let onRetry: @Sendable () -> Void

    /// - Parameters:
    ///   - clock: measures and waits.
    ///   - chance: from 0 up to 1.
    ///   - onRetry: told before each attempt but the first.
    package init(
        _ base: any LanguageModel, policy: ModelRetryPolicy, clock: Ticks = ContinuousClock(),
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, onRetry: @escaping @Sendable () -> Void = {}
    ) {
        self.base = base
        self.policy = policy
        self.clock = clock
        self.chance = chance
        self.onRetry = onRetry
    }

    package var identity: ModelIdentity { base.identity }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let deadline = clock.now.advanced(by: request.timeout)
        var request = request
        var spent = TokenUsage()
        var attempt = 1
        while true {
            do throws(ModelError) {
                var reply = try await base.reply(to: request, onProgress: onProgress)
                reply.usage += spent
                return reply
            } catch {
                var error = error
                spent += error.usage
                error.usage = spent
                let remaining = clock.now.duration(to: deadline)
                guard let wait = policy.wait(afterAttempt: attempt, error: error, remaining: remaining, chance: chance()) else { throw error }
                do {
                    try await clock.sleep(for: wait)
                } catch {
                    throw ModelError(.cancelled, identity: identity, detail: "the caller gave up", usage: spent)
                }
            }
            attempt += 1
            request.timeout = clock.now.duration(to: deadline)
            onRetry()
            onProgress(.restarted)
        }
    }
}
