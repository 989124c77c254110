import AgentSessions
import HTTPTypes
import ServerKit

extension ProblemError {
    init(_ error: SessionError) {
        switch error {
        case .notConfigured:
            // Another replica has no database either: there is no use in coming back.
            self.init(
                .serviceUnavailable, title: "Sessions are not kept",
                detail: "This agent keeps no sessions: set SESSION_DB_HOST, SESSION_DB_NAME and SESSION_DB_USER for a PostgreSQL database.")
        case .unavailable(let reason):
            self = .unavailable("Sessions can't be read now: \(reason). Analyses go on.", retryAfter: .seconds(2))
        case .failed(let reason):
            self.init(.internalServerError, title: "Sessions can't be read", detail: reason)
        }
    }
}
