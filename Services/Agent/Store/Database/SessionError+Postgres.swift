import AgentSessions
import Postgres

extension SessionError {
    init(_ error: PostgresError) {
        // Class 53 is a lack of memory, disk or connections (PostgreSQL's manual, appendix A).
        let isPassing =
            error.isTransient || error.isConnectionFailure || error.isCancelled || error.reason == .poolClosed || error.sqlState == .queryCanceled
            || error.sqlState == .lockNotAvailable || error.sqlState == .readOnlyTransaction || error.sqlState?.errorClass == "53"
        self = isPassing ? .unavailable(reason: error.message) : .failed(reason: error.description)
    }

    init(_ error: PostgresTransactionError) {
        if let cause = error.postgresError {
            self.init(cause)
        } else {
            self = error.isCancelled ? .unavailable(reason: "cancelled") : .failed(reason: error.description)
        }
    }
}
