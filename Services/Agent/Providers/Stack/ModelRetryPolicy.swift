package import LLM

/// When a failed call is worth another attempt, and how long to wait before it. Pure: time and chance are arguments.
package struct ModelRetryPolicy: Hashable, Sendable {
    /// The first one included.
    package var maximumAttempts: Int
    /// Before the second attempt; it doubles before each further one.
    package var minimumWait: Duration
    package var maximumWait: Duration
    /// The longest wait that a provider may ask for; nil for as long as the caller has time. One before others isn't waited for.
    package var maximumAsked: Duration?

    package init(maximumAttempts: Int = 5, minimumWait: Duration = .seconds(1), maximumWait: Duration = .seconds(60), maximumAsked: Duration? = nil) {
        self.maximumAttempts = maximumAttempts
        self.minimumWait = minimumWait
        self.maximumWait = maximumWait
        self.maximumAsked = maximumAsked
    }

    /// Whether the same request may fare better later: not where it, its key or its address is wrong.
    package static func mayPass(_ reason: ModelError.Reason) -> Bool {
        switch reason {
        case .rateLimited, .overloaded, .serverError, .timedOut, .unreachable, .malformed: true
        case .invalidRequest, .tooLong, .unauthorized, .notFound, .circuitOpen, .budgetSpent, .cancelled: false
        }
    }

    /// How long to wait before the next attempt; nil where there is to be none.
    ///
    /// - Parameters:
    ///   - attempt: the one that failed, from 1.
    ///   - remaining: until the caller's deadline. A wait that would reach it isn't begun, nor one that would leave
    ///     less for the attempt than the shortest wait takes.
    ///   - chance: from 0 up to 1, drawn anew each time: half of the wait is certain, the other half random, so that callers that failed together
    ///     don't come back together. What a provider asked for is waited out in full, and a random part of the first wait on top.
    package func wait(afterAttempt attempt: Int, error: ModelError, remaining: Duration, chance: Double) -> Duration? {
        guard attempt < maximumAttempts, Self.mayPass(error.reason) else { return nil }
        if let asked = error.retryAfter, let maximumAsked, asked > maximumAsked { return nil }
        var wait = minimumWait
        for _ in 1..<max(1, attempt) where wait < maximumWait { wait = wait * 2 }
        wait = min(wait, maximumWait)
        wait = wait / 2 + wait / 2 * chance
        if let asked = error.retryAfter { wait = max(wait, asked + minimumWait / 2 * chance) }
        return wait + minimumWait < remaining ? wait : nil
    }
}
