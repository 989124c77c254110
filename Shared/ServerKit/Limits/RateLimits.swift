import Synchronization

/// The rates of ``RequestLimits``, and how much of each is used up.
struct RateLimits: Sendable {
    private let total: RateLimiter<Everybody>
    private let tokens: RateLimiter<Principal>
    private let sources: RateLimiter<Principal>
    private let failures: RateLimiter<ClientAddress>

    private struct Everybody: Hashable, Sendable {}

    init(_ limits: RequestLimits) {
        total = RateLimiter(Self.rate(limits.totalRate), capacity: 1)
        // There are as many keys as tokens, which a table of its own bounds.
        tokens = RateLimiter(Self.rate(limits.tokenRate), capacity: 10_000)
        sources = RateLimiter(Self.rate(limits.sourceRate), capacity: 10_000)
        failures = RateLimiter(Self.rate(ofFailures: limits), capacity: 10_000)
    }

    /// Takes over other rates. Who has used up what there was gets more at the new rate.
    func set(_ limits: RequestLimits) {
        total.set(Self.rate(limits.totalRate))
        tokens.set(Self.rate(limits.tokenRate))
        sources.set(Self.rate(limits.sourceRate))
        failures.set(Self.rate(ofFailures: limits))
    }

    /// With a burst of two seconds' worth; nil for any number.
    private static func rate(_ perSecond: Int) -> TokenBucket.Rate? {
        perSecond == 0 ? nil : .init(perSecond: Double(perSecond), burst: Double(perSecond) * 2)
    }

    private static func rate(ofFailures limits: RequestLimits) -> TokenBucket.Rate {
        .init(perSecond: Double(limits.failedAuthentications) / 60, burst: Double(limits.failedAuthentications))
    }

    // Each returns nil where the request may pass, else how long until it may.

    func takeOfTotal() -> Duration? { total.take(Everybody()) }

    func take(_ principal: Principal, for access: Access) -> Duration? {
        (access == .sources ? sources : tokens).take(principal)
    }

    func takeOfFailures(_ address: ClientAddress) -> Duration? { failures.take(address) }
}
