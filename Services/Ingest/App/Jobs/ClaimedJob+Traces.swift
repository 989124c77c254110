import Contracts
import IngestDomain
import Telemetry

extension ClaimedJob {
    /// Of the alert that it is about; nil where it is about a whole incident.
    var fingerprint: String? {
        switch request {
        case .analyze(let request): request.alert.fingerprint
        case .summarize, .unreadable: nil
        }
    }

    /// What its span says of it.
    var traced: SpanAttributes {
        [
            "whence.job.id": .integer(lease.job.number), "whence.job.kind": .text(kind.rawValue), "whence.job.attempt": .count(attempt),
            "whence.incident.id": .text(incident.description), "whence.alert.fingerprint": fingerprint.map { .text($0) },
        ]
    }
}
