import IngestDomain
import Postgres

extension IntakeError {
    /// How long a sender should wait before it comes again: about what a restart of PostgreSQL takes.
    static let retryAfter: Duration = .seconds(2)

    /// What brought a transaction down: PostgreSQL, the body itself, or the caller's own end.
    init(_ error: PostgresTransactionError) {
        if let cause = error.postgresError {
            self.init(cause)
        } else if let thrown = error.closureError as? IntakeError {
            self = thrown
        } else if error.isCancelled {
            self = .unavailable(reason: "cancelled", retryAfter: Self.retryAfter)
        } else {
            self = .failed(reason: error.description)
        }
    }

    init(_ error: PostgresError) {
        if error.isTransient || error.isConnectionFailure || error.isOverload {
            self = .unavailable(reason: error.message, retryAfter: Self.retryAfter)
        } else {
            self = .failed(reason: error.description)
        }
    }
}

extension PostgresError {
    /// It took too long, for now: a statement's time limit, a lock's, a disk that is full, or the caller's own end.
    fileprivate var isOverload: Bool {
        isCancelled || reason == .poolClosed || sqlState == .queryCanceled || sqlState == .lockNotAvailable || sqlState?.errorClass == "53"
            || sqlState == .readOnlyTransaction
    }
}
