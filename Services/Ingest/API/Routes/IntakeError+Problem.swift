import IngestDomain
import ServerKit

extension IntakeError {
    /// What the sender of a webhook is told; nil for a fault of this service, which is logged instead.
    var problem: ProblemError? {
        switch self {
        case .unavailable(let reason, let retryAfter): .unavailable("Nothing was written: \(reason).", retryAfter: retryAfter)
        case .rejected(let errors): .invalid(errors, detail: "The body is not a webhook that can be taken.")
        case .failed: nil
        }
    }

    /// What a reader is told.
    var readingProblem: ProblemError? {
        switch self {
        case .unavailable(let reason, let retryAfter): .unavailable("Nothing can be read now: \(reason).", retryAfter: retryAfter)
        case .rejected(let errors): .invalid(errors)
        case .failed: nil
        }
    }
}
