import IngestDomain
import Postgres
import Primitives

/// The incident that a person makes of some of another one's alerts.
///
/// It takes the other one's correlation key where all alerts of that go; else it has one of its own, under which no alert comes in by itself.
struct OpenSplitIncident: Sendable {
    let id: IncidentID
    let source: LockedIncident
    let relocation: Relocation
    let chosenTitle: String?
    let now: Timestamp

    func write(on connection: PostgresConnection) async throws(PostgresError) {
        var isCurrent = true
        if takesKey {
            // Only the key's holder can pass that on: the latest incident of it may be another one by now.
            let rows = try await connection.query(
                "UPDATE incidents SET is_current = false WHERE id = \(source.id) AND is_current RETURNING 1")
            isCurrent = !rows.isEmpty
        }
        let severity = relocation.severity
        try await connection.execute(
            """
            INSERT INTO incidents (
                id, cluster, correlation_key, is_current, title, chosen_title, severity, severity_rank, opened_at, updated_at, last_alert_at)
            SELECT \(id), \(source.cluster), \(takesKey ? source.correlationKey : "split:\(id)"), \(isCurrent), \(title), \(chosenTitle as String?),
                \(severity.name), \(Int16(severity.rank)), coalesce(min(e.first_received_at), \(now)), \(now),
                coalesce(max(e.first_received_at), \(now))
            FROM episodes AS e
            WHERE e.incident_id = \(source.id) AND e.fingerprint = ANY(\(relocation.alerts.map(\.fingerprint)))
            """)
    }

    private var takesKey: Bool { relocation.keys.contains(source.correlationKey) }

    private var title: String { relocation.alerts.first.map { IncidentTitle.provisional($0) } ?? "" }
}
