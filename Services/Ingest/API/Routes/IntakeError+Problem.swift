import IngestDomain
import ServerKit

/// Why the database is away names hosts and users: that is for the log alone.
extension IntakeError {
    /// What the sender of a webhook is told; nil for a fault of this service, which is logged instead.
    var problem: ProblemError? {
        switch self {
        case .unavailable(_, let retryAfter): .unavailable("Nothing was written: intake takes no more just now.", retryAfter: retryAfter)
        case .rejected(let errors): .invalid(errors, detail: "The body is not a webhook that can be taken.")
        case .failed: nil
        }
    }

    /// What a reader is told.
    var readingProblem: ProblemError? {
        switch self {
        case .unavailable(_, let retryAfter): .unavailable("The database can't be reached just now.", retryAfter: retryAfter)
        case .rejected(let errors): .invalid(errors)
        case .failed: nil
        }
    }
}
