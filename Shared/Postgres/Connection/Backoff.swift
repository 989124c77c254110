/// Pauses between attempts: each twice the one before, up to a longest one, spread by chance so that clients don't come in step.
struct Backoff: Hashable, Sendable {
    let first: Duration
    let longest: Duration

    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - chance: from 0 for half of the pause to 1 for all of it.
    func pause(after failures: Int, chance: Double) -> Duration {
        min(first * (1 << min(max(failures, 1) - 1, 20)), longest) * (0.5 + 0.5 * chance)
    }
}
