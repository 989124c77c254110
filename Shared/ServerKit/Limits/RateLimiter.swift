import Synchronization

/// A bucket for each key: for each token, for each address.
final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct State {
        /// nil lets any number pass.
        var rate: TokenBucket.Rate?
        var buckets: [Key: TokenBucket] = [:]
    }

    private let capacity: Int
    private let state: Mutex<State>

    /// - Parameter capacity: Keys that are told apart. Where more come at once, those that are remembered longest are forgotten, in no particular order.
    init(_ rate: TokenBucket.Rate?, capacity: Int) {
        state = Mutex(State(rate: rate))
        self.capacity = capacity
    }

    var count: Int { state.withLock { $0.buckets.count } }

    func set(_ rate: TokenBucket.Rate?) {
        state.withLock { $0.rate = rate }
    }

    /// - Returns: nil where one more may pass, else how long until it may.
    func take(_ key: Key, at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock { state in
            guard let rate = state.rate else { return nil }
            if state.buckets[key] == nil, state.buckets.count >= capacity { makeRoom(&state.buckets, rate, at: now) }
            return state.buckets[key, default: TokenBucket(rate, at: now)].take(rate, at: now)
        }
    }

    /// Forgets what makes no difference any more, and where that is nothing, half of it.
    private func makeRoom(_ buckets: inout [Key: TokenBucket], _ rate: TokenBucket.Rate, at now: ContinuousClock.Instant) {
        for (key, var bucket) in buckets where bucket.isFull(rate, at: now) { buckets[key] = nil }
        guard buckets.count >= capacity else { return }
        for key in buckets.keys.prefix(capacity / 2) { buckets[key] = nil }
    }
}
