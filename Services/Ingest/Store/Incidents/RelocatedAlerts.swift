import Contracts
import IngestDomain
import Postgres
import Primitives

/// The alerts of an incident, as far as it matters which of them go elsewhere.
enum RelocatedAlerts {
    /// An incident of more can't be taken apart by hand.
    static let limit = 5_000

    /// Served by `episodes_incident`.
    static func of(
        _ incident: IncidentID, correlation: CorrelationRules, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Relocation.Alert] {
        let rows = try await connection.query(
            """
            SELECT e.fingerprint, a.name, a.namespace, a.workload, a.node, a.severity, e.starts_at, e.firing, a.labels, e.cluster
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
            let labels: [String: String] = try row.decode("labels", as: PostgresJSON.self).decode()
            let stored = Alert(status: .firing, labels: labels, startsAt: startsAt, fingerprint: fingerprint)
            alerts.append(
                Relocation.Alert(
                    fingerprint: fingerprint, name: name, namespace: namespace, workload: workload, node: node, severity: Severity(severity),
                    startsAt: startsAt, isFiring: isFiring,
                    correlationKey: key(of: stored, in: try row.decode("cluster"), correlation)))
        }
        return alerts
    }

    private static func key(of alert: Alert, in cluster: String, _ correlation: CorrelationRules) -> String? {
        do throws(IntakeError) {
            let incoming = try IncomingAlert(
                alert, path: "", cluster: cluster, defaultCluster: cluster, receivedAt: alert.startsAt, limits: .none)
            return correlation.key(ofStored: incoming)?.description
        } catch {
            // An alert without labels, which isn't taken: there is none of that kind.
            return nil
        }
    }
}

extension AlertLimits {
    /// What is stored was within the bounds of its day.
    fileprivate static let none = {
        var limits = AlertLimits()
        (limits.count, limits.valueBytes, limits.nameBytes) = (.max, .max, .max)
        return limits
    }()
}
