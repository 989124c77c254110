package import Contracts
package import Primitives

package struct JobID: Hashable, Sendable {
    package let number: Int64

    package init(_ number: Int64) {
        self.number = number
    }

    package var description: String { String(number) }
}

extension JobID: LosslessStringConvertible {
    /// - Returns: nil for anything that isn't a positive integer in plain digits, 18 at most.
    package init?(_ text: String) {
        guard text.utf8.count <= 18, let number = Int64(text), number > 0, String(number) == text else { return nil }
        self.number = number
    }
}

extension JobID: Codable {
    /// A plain number in JSON.
    package init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

package enum JobKind: String, Codable, CaseIterable, Sendable {
    case analyze
    case summarize
}

package enum JobState: String, Codable, CaseIterable, Sendable {
    case queued
    /// A worker holds a lease on it.
    case running
    case done
    /// The last attempt failed: it is kept with its error until a person looks.
    case dead
}

/// A job that a worker holds the lease of, with the request that it is to send.
package struct ClaimedJob: Sendable {
    package enum Request: Sendable {
        case analyze(AnalyzeRequest)
        case summarize(SummarizeIncidentRequest)
        /// There is nothing to send: the attempt has failed.
        case unreadable(JobKind, JobFailure)
    }

    package var lease: Lease
    package var incident: IncidentID
    /// 1 for the first.
    package var attempt: Int
    package var request: Request
    /// Of the webhook that asked for it, as W3C Trace Context writes it; nil where that wasn't traced.
    package var traceContext: String?

    package init(lease: Lease, incident: IncidentID, attempt: Int, request: Request, traceContext: String? = nil) {
        self.lease = lease
        self.incident = incident
        self.attempt = attempt
        self.request = request
        self.traceContext = traceContext
    }
}

/// The right to work on a job until a moment.
///
/// The attempt's number belongs to it: a worker that was too slow can't finish the job once another has taken it over.
package struct Lease: Hashable, Sendable {
    package let job: JobID
    package let worker: String
    package let attempt: Int
    package let until: Timestamp

    package init(job: JobID, worker: String, attempt: Int, until: Timestamp) {
        self.job = job
        self.worker = worker
        self.attempt = attempt
        self.until = until
    }
}

/// A job as the API and the pages show it.
package struct JobDetail: Codable, Sendable {
    package var id: JobID
    package var kind: JobKind
    package var state: JobState
    package var alertName: String
    package var subject: String
    package var attempts: Int
    package var createdAt: Timestamp
    /// When a queued job may run next, or a running one's lease lapses.
    package var dueAt: Timestamp?
    /// Why a queued job isn't run; nil for others.
    package var waitingReason: WaitingReason?
    package var error: String?

    package init(
        id: JobID, kind: JobKind, state: JobState, alertName: String, subject: String, attempts: Int, createdAt: Timestamp,
        dueAt: Timestamp?, waitingReason: WaitingReason? = nil, error: String?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.alertName = alertName
        self.subject = subject
        self.attempts = attempts
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.waitingReason = waitingReason
        self.error = error
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, state, subject, attempts, error
        case alertName = "alert_name"
        case createdAt = "created_at"
        case dueAt = "due_at"
        case waitingReason = "waiting_reason"
    }
}
