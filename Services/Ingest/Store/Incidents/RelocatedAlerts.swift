import IngestDomain
import Postgres
import Primitives

/// The alerts of an incident, as far as it matters which of them go elsewhere.
enum RelocatedAlerts {
    /// An incident of more can't be taken apart by hand.
    static let limit = 5_000

    /// Served by `episodes_incident`.
    static func of(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [Relocation.Alert] {
        let rows = try await connection.query(
            """
            SELECT e.fingerprint, a.name, a.namespace, a.workload, a.node, a.severity, e.starts_at, e.firing
            FROM (
                SELECT fingerprint, cluster, max(starts_at) AS starts_at, bool_or(firing) AS firing
                FROM episodes
                WHERE incident_id = \(incident)
                GROUP BY fingerprint, cluster
                LIMIT \(limit)
            ) AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            """)
        var alerts: [Relocation.Alert] = []
        for row in rows {
            let (fingerprint, name, namespace, workload, node, severity, startsAt, isFiring) = try row.decode(
                as: (String, String, String?, String?, String?, String, Timestamp, Bool).self)
            alerts.append(
                Relocation.Alert(
                    fingerprint: fingerprint, name: name, namespace: namespace, workload: workload, node: node, severity: Severity(severity),
                    startsAt: startsAt, isFiring: isFiring))
        }
        return alerts
    }
}
