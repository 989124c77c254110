package import HTTPTypes
package import Primitives

/// When a failed request is worth another attempt, and how long to wait before it. Pure: time and chance are arguments.
package struct RetryPolicy: Sendable {
    /// The first one included.
    package var maximumAttempts: Int
    /// Before the second attempt; it doubles before each further one.
    package var firstDelay: Duration
    package var maximumDelay: Duration
    /// Methods that may be sent twice without doing their work twice.
    package var methods: Set<HTTPRequest.Method>
    package var statuses: Set<Int>

    package init(
        maximumAttempts: Int = 3, firstDelay: Duration = .milliseconds(200), maximumDelay: Duration = .seconds(10),
        methods: Set<HTTPRequest.Method> = [.get, .head, .options, .put, .delete], statuses: Set<Int> = [408, 429, 500, 502, 503, 504]
    ) {
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
        self.methods = methods
        self.statuses = statuses
    }

    /// How long to wait before the next attempt; nil where there is to be none.
    ///
    /// - Parameters:
    ///   - attempt: The one that failed, from 1.
    ///   - retryAfter: What the server asked for. It is waited out in full, where the time left allows.
    ///   - remaining: Until the caller's deadline. A wait that would reach it isn't begun.
    ///   - chance: From 0 up to 1, drawn anew each time: half of the delay is certain, the other half random, so that clients that failed together
    ///     don't come back together.
    package func delay(afterAttempt attempt: Int, retryAfter: Duration?, remaining: Duration, chance: Double) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        var delay = firstDelay
        for _ in 1..<max(1, attempt) where delay < maximumDelay { delay = delay * 2 }
        delay = min(delay, maximumDelay)
        delay = delay / 2 + delay / 2 * chance
        if let retryAfter { delay = max(delay, retryAfter) }
        return delay < remaining ? delay : nil
    }

    /// Whether an answer says that another attempt may fare better.
    package func retries(_ response: OutboundResponse) -> Bool {
        statuses.contains(response.status.code)
    }

    /// Whether an error may be gone the next time. One that comes from before anything was sent is always safe to try again.
    package func retries(_ error: TransportError) -> Bool {
        switch error.reason {
        case .connectFailed, .disconnected: true
        case .timedOut, .invalidURL, .tooLarge, .tlsFailed, .cancelled, .circuitOpen: false
        }
    }

    /// The wait that `Retry-After` asks for, in seconds or as a date (RFC 9110, section 10.2.3).
    package static func retryAfter(_ headers: HTTPFields, now: Timestamp) -> Duration? {
        guard let text = headers[.retryAfter] else { return nil }
        if let seconds = Int64(text) {
            return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil
        }
        guard let date = HTTPDate.parse(text) else { return nil }
        return max(.zero, date - now)
    }
}
