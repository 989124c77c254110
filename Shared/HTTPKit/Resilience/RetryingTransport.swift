package import Primitives

/// Sends a request again as its ``RetryPolicy`` says, all attempts and waits within the request's one timeout.
package struct RetryingTransport<Base: Transport, Ticks: Clock<Duration>>: Transport {
    private let base: Base
    private let policy: RetryPolicy
    private let clock: Ticks
    private let wallClock: WallClock
    private let chance: @Sendable () -> Double
    private let onRetry: @Sendable () -> Void

    /// - Parameters:
    ///   - clock: Measures and waits.
    ///   - wallClock: For servers that name the date of their return.
    ///   - chance: From 0 up to 1.
    ///   - onRetry: Told before each attempt but the first.
    package init(
        _ base: Base, policy: RetryPolicy, clock: Ticks = ContinuousClock(), wallClock: WallClock = .system,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, onRetry: @escaping @Sendable () -> Void = {}
    ) {
        self.base = base
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
        self.chance = chance
        self.onRetry = onRetry
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        guard policy.methods.contains(request.method) else { return try await base.send(request) }
        let deadline = clock.now.advanced(by: request.timeout)
        var request = request
        var attempt = 1
        while true {
            let outcome = await attemptOnce(request)
            let remaining = clock.now.duration(to: deadline)
            guard let delay = delay(after: outcome, attempt: attempt, remaining: remaining) else { return try outcome.get() }
            do {
                try await clock.sleep(for: delay)
            } catch {
                throw TransportError(reason: .cancelled, request: request.summary, detail: "the caller gave up")
            }
            attempt += 1
            request.timeout = clock.now.duration(to: deadline)
            onRetry()
        }
    }

    private func attemptOnce(_ request: OutboundRequest) async -> Result<OutboundResponse, TransportError> {
        do throws(TransportError) {
            return .success(try await base.send(request))
        } catch {
            return .failure(error)
        }
    }

    private func delay(after outcome: Result<OutboundResponse, TransportError>, attempt: Int, remaining: Duration) -> Duration? {
        switch outcome {
        case .success(let response):
            guard policy.retries(response) else { return nil }
            let retryAfter = RetryPolicy.retryAfter(response.headers, now: wallClock.now)
            return policy.delay(afterAttempt: attempt, retryAfter: retryAfter, remaining: remaining, chance: chance())
        case .failure(let error):
            guard policy.retries(error) else { return nil }
            return policy.delay(afterAttempt: attempt, retryAfter: nil, remaining: remaining, chance: chance())
        }
    }
}
