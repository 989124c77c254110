/// Why no reply came. Its text names no key and repeats nothing of the prompt.
package struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// 429, or a quota that is used up.
        case rateLimited = "rate_limited"
        /// 503, 529: the provider has no room.
        case overloaded
        /// Another 5xx, or an error within a stream.
        case serverError = "server_error"
        /// The time was up, before or during the answer.
        case timedOut = "timed_out"
        /// No connection, or one that broke.
        case unreachable
        /// Answered with what isn't its format, or with nothing.
        case malformed
        /// 400: the request is wrong, and stays wrong.
        case invalidRequest = "invalid_request"
        /// 413, or more tokens than the model takes.
        case tooLong = "too_long"
        /// 401, 403: the key.
        case unauthorized
        /// 404: the model or the address; also one that redirects, or whose certificate can't be trusted.
        case notFound = "not_found"
        /// The breaker is open: it failed too often of late.
        case circuitOpen = "circuit_open"
        /// The day's budget is spent.
        case budgetSpent = "budget_spent"
        case cancelled
    }

    package var reason: Reason
    /// The last that was asked; nil where none was.
    package var identity: ModelIdentity?
    /// What the provider said, bounded and masked.
    package var detail: String
    package var retryAfter: Duration?
    /// What was spent all the same.
    package var usage: TokenUsage
    /// Of ``usage``, what other models took before they failed.
    package var elsewhere: [ModelIdentity: TokenUsage] = [:]
    /// Whether it says that the provider doesn't work: not where the caller's time was up while it answered, nor where its answer was whole and of no use.
    package var blamesProvider = true

    package init(
        _ reason: Reason, identity: ModelIdentity? = nil, detail: String, retryAfter: Duration? = nil, usage: TokenUsage = TokenUsage()
    ) {
        self.reason = reason
        self.identity = identity
        self.detail = detail
        self.retryAfter = retryAfter
        self.usage = usage
    }

    package var description: String { (identity.map { "\($0): " } ?? "") + "\(reason.rawValue): \(detail)" }
}
