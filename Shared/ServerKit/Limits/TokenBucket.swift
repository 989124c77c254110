import Primitives

/// Lets a number of requests a second pass, and a burst after a pause.
struct TokenBucket: Sendable {
    struct Rate: Hashable, Sendable {
        /// Requests a second.
        var perSecond: Double
        /// Requests at once, after a pause.
        var burst: Double
    }

    private var level: Double
    private var filledAt: ContinuousClock.Instant

    /// A full one.
    init(_ rate: Rate, at now: ContinuousClock.Instant) {
        level = rate.burst
        filledAt = now
    }

    /// Takes one request out.
    ///
    /// - Returns: nil where it may pass, else how long until one may.
    mutating func take(_ rate: Rate, at now: ContinuousClock.Instant) -> Duration? {
        fill(rate, at: now)
        guard level < 1 else {
            level -= 1
            return nil
        }
        return .seconds((1 - level) / rate.perSecond)
    }

    /// Whether it is as good as a new one, and can be forgotten.
    mutating func isFull(_ rate: Rate, at now: ContinuousClock.Instant) -> Bool {
        fill(rate, at: now)
        return level >= rate.burst
    }

    private mutating func fill(_ rate: Rate, at now: ContinuousClock.Instant) {
        let elapsed = filledAt.duration(to: now)
        guard elapsed > .zero else { return }
        level = min(rate.burst, level + rate.perSecond * elapsed.seconds)
        filledAt = now
    }
}
