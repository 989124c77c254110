/// How strictly a transaction is kept apart from concurrent ones ("Transaction Isolation" in PostgreSQL's manual).
package enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

/// Whether a transaction that failed is run again as a whole.
package struct TransactionRetry: Hashable, Sendable {
    let attempts: Int

    /// Each failure goes to the caller.
    package static let never = TransactionRetry(attempts: 1)

    /// The body may run several times, even if an earlier commit did succeed and only its answer was lost.
    package static let idempotent = TransactionRetry.idempotent(attempts: 5)

    /// - Parameter attempts: runs at most, the first included.
    package static func idempotent(attempts: Int) -> TransactionRetry {
        TransactionRetry(attempts: max(1, attempts))
    }

    /// The pause before the next run: it grows, and chance keeps two rivals from meeting again.
    func pause(after attempt: Int, chance: Double) -> Duration {
        Backoff(first: .milliseconds(10), longest: .seconds(1)).pause(after: attempt, chance: chance)
    }
}
