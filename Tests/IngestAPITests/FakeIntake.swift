import IngestDomain
import Primitives
import Synchronization

/// Keeps what it is given, and answers as it is told.
final class FakeSink: AlertSink {
    private let received = Mutex<[[IncomingAlert]]>([])
    private let answer: @Sendable ([IncomingAlert]) throws(IntakeError) -> IntakeReceipt

    init(
        answer: @escaping @Sendable ([IncomingAlert]) throws(IntakeError) -> IntakeReceipt = { IntakeReceipt(alerts: $0.count, incidents: []) }
    ) {
        self.answer = answer
    }

    var webhooks: [[IncomingAlert]] { received.withLock { $0 } }

    func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt {
        received.withLock { $0.append(alerts) }
        return try answer(alerts)
    }
}

/// Answers with what it was made of; a question without an answer fails the test by an error.
struct FakeReader: IncidentReader {
    var list: @Sendable (Set<IncidentState>, Page) throws(IntakeError) -> Paged<IncidentSummary> = { _, _ throws(IntakeError) in
        throw .failed(reason: "no list was expected")
    }
    var incident: @Sendable (IncidentID) throws(IntakeError) -> IncidentDetail? = { _ throws(IntakeError) in nil }
    var alert: @Sendable (String, String?) throws(IntakeError) -> AlertDetail? = { _, _ throws(IntakeError) in nil }

    func incidents(in states: Set<IncidentState>, _ page: Page) async throws(IntakeError) -> Paged<IncidentSummary> {
        try list(states, page)
    }

    func incident(_ id: IncidentID) async throws(IntakeError) -> IncidentDetail? {
        try incident(id)
    }

    func alert(fingerprint: String, cluster: String?) async throws(IntakeError) -> AlertDetail? {
        try alert(fingerprint, cluster)
    }
}

enum Sample {
    static let now = Timestamp(microseconds: 1_795_247_000_000_000)
    static let id = IncidentID(UUIDv7(milliseconds: 1_795_246_959_578, counter: 1, random: 2))

    static let summary = IncidentSummary(
        id: id, cluster: "lab", title: "orders is down", state: .open, severity: "critical", openedAt: now, updatedAt: now,
        alerts: AlertCounts(firing: 2, resolved: 1))
}
