/// A transaction that did not succeed, with the error of each of its steps that failed.
package struct PostgresTransactionError: Error, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Nothing of it is in the database.
        case notCommitted
        /// The connection broke while COMMIT was under way: it may be in the database or not.
        case unknown
    }

    /// No connection could be had, or BEGIN failed: the body did not run.
    package internal(set) var beginError: PostgresError?
    /// What the body threw.
    package internal(set) var closureError: (any Error)?
    /// Why the rollback after the body's error failed. The server rolls back all the same when the session ends.
    package internal(set) var rollbackError: PostgresError?
    package internal(set) var commitError: PostgresError?
    package internal(set) var outcome = Outcome.notCommitted
    /// How often the body was run, or tried to.
    package internal(set) var attempts = 1

    /// PostgreSQL's own error that brought it down; nil where the body threw something else.
    package var postgresError: PostgresError? {
        if let nested = closureError as? PostgresTransactionError { return nested.postgresError }
        return beginError ?? closureError as? PostgresError ?? commitError
    }

    package var isCancelled: Bool {
        closureError is CancellationError || postgresError?.isCancelled == true
    }

    /// It may succeed when the whole of it is run again.
    var isRetryable: Bool {
        guard let error = postgresError else { return false }
        switch error.reason {
        // Whoever waits has waited long enough where it timed out.
        case .connection(.rejected), .connection(.tls), .connection(.timedOut): return false
        default: return error.isSerializationFailure || error.isConnectionFailure
        }
    }
}

extension PostgresTransactionError: CustomStringConvertible {
    package var description: String {
        let steps: [(String, (any Error)?)] = [
            ("begin", beginError), ("body", closureError), ("rollback", rollbackError), ("commit", commitError),
        ]
        let failed = steps.compactMap { name, error in error.map { "\(name): \($0)" } }.joined(separator: "; ")
        let fate = outcome == .unknown ? "transaction of unknown outcome" : "transaction failed"
        return attempts > 1 ? "\(fate) after \(attempts) attempts: \(failed)" : "\(fate): \(failed)"
    }
}
