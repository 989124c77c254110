import Synchronization

/// A bucket for each key: for each token, for each address.
final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private let rate: TokenBucket.Rate
    private let capacity: Int
    private let buckets = Mutex<[Key: TokenBucket]>([:])

    /// - Parameter capacity: Keys that are told apart. Where more come at once, those that are remembered longest are forgotten, in no particular order.
    init(_ rate: TokenBucket.Rate, capacity: Int) {
        self.rate = rate
        self.capacity = capacity
    }

    var count: Int { buckets.withLock { $0.count } }

    /// - Returns: nil where one more may pass, else how long until it may.
    func take(_ key: Key, at now: ContinuousClock.Instant = .now) -> Duration? {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= capacity { makeRoom(&buckets, at: now) }
            return buckets[key, default: TokenBucket(rate, at: now)].take(rate, at: now)
        }
    }

    /// Forgets what makes no difference any more, and where that is nothing, half of it.
    private func makeRoom(_ buckets: inout [Key: TokenBucket], at now: ContinuousClock.Instant) {
        for (key, var bucket) in buckets where bucket.isFull(rate, at: now) { buckets[key] = nil }
        guard buckets.count >= capacity else { return }
        for key in buckets.keys.prefix(capacity / 2) { buckets[key] = nil }
    }
}
