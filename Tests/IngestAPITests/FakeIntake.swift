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
    typealias Incidents = Paged<IncidentSummary, IncidentID>
    typealias Alerts = Paged<EpisodeDetail, EpisodePosition>
    typealias Timeline = Paged<TimelineEntry, TimelinePosition>

    var list: @Sendable (IncidentCriteria, Page<IncidentID>, ClusterScope) throws(IntakeError) -> Incidents = {
        _, _, _ throws(IntakeError) in throw .failed(reason: "no list was expected")
    }
    var incident: @Sendable (IncidentID, ClusterScope) throws(IntakeError) -> IncidentDetail? = { _, _ throws(IntakeError) in nil }
    var alertsOfIncident: @Sendable (IncidentID, Page<EpisodePosition>) throws(IntakeError) -> Alerts? = { _, _ throws(IntakeError) in nil }
    var timeline: @Sendable (IncidentID, Page<TimelinePosition>) throws(IntakeError) -> Timeline? = { _, _ throws(IntakeError) in nil }
    var firing: @Sendable (AlertCriteria, Page<EpisodePosition>, ClusterScope) throws(IntakeError) -> Alerts = {
        _, _, _ throws(IntakeError) in throw .failed(reason: "no list of alerts was expected")
    }
    var alert: @Sendable (String, String?) throws(IntakeError) -> AlertDetail? = { _, _ throws(IntakeError) in nil }

    func incidents(_ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope) async throws(IntakeError) -> Incidents {
        try list(criteria, page, scope)
    }

    func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? {
        try incident(id, scope)
    }

    func alerts(of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope) async throws(IntakeError) -> Alerts? {
        try alertsOfIncident(incident, page)
    }

    func timeline(of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope) async throws(IntakeError) -> Timeline? {
        try timeline(incident, page)
    }

    func firingAlerts(_ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope) async throws(IntakeError) -> Alerts {
        try firing(criteria, page, scope)
    }

    func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? {
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
