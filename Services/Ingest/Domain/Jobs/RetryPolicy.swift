/// When a failed job is tried again.
package struct RetryPolicy: Hashable, Sendable {
    package var maximumAttempts = 5
    /// The delay after the first failure; it doubles from there.
    package var base: Duration = .seconds(2)
    package var maximum: Duration = .seconds(120)

    package init() {}

    /// The wait before the next attempt: exponential, with half of it left to chance, so that jobs that failed together don't come back together.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that failed, 1 for the first.
    ///   - chance: 0…1
    ///   - requested: what the other side asked for; waited for at least, within the maximum.
    /// - Returns: nil after the last attempt.
    package func delay(afterAttempt attempt: Int, chance: Double, requested: Duration? = nil) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        let exponent = min(max(attempt, 1) - 1, 30)
        let full = min(base * Double(1 << exponent), maximum)
        let jittered = full * (0.5 + 0.5 * min(max(chance, 0), 1))
        return min(max(jittered, requested ?? .zero), maximum)
    }
}
