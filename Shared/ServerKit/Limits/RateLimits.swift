import Synchronization

/// The rates of ``RequestLimits``, and how much of each is used up.
struct RateLimits: Sendable {
    private let total: RateLimiter<Everybody>?
    private let tokens: RateLimiter<Principal>?
    private let sources: RateLimiter<Principal>?
    private let failures: RateLimiter<ClientAddress>

    private struct Everybody: Hashable, Sendable {}

    init(_ limits: RequestLimits) {
        total = Self.limiter(limits.totalRate)
        tokens = Self.limiter(limits.tokenRate)
        sources = Self.limiter(limits.sourceRate)
        let failures = Double(limits.failedAuthentications)
        self.failures = RateLimiter(.init(perSecond: failures / 60, burst: failures), capacity: 10_000)
    }

    /// With a burst of two seconds' worth. There are as many keys as tokens, which a table of its own bounds.
    private static func limiter<Key>(_ perSecond: Int) -> RateLimiter<Key>? {
        perSecond == 0 ? nil : RateLimiter(.init(perSecond: Double(perSecond), burst: Double(perSecond) * 2), capacity: 10_000)
    }

    // Each returns nil where the request may pass, else how long until it may.

    func takeOfTotal() -> Duration? { total?.take(Everybody()) }

    func take(_ principal: Principal, for access: Access) -> Duration? {
        (access == .sources ? sources : tokens)?.take(principal)
    }

    func takeOfFailures(_ address: ClientAddress) -> Duration? { failures.take(address) }
}
