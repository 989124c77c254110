import IngestDomain
import Postgres
import Primitives

/// Moves alerts from one incident to another, with all that answers for them alone. Run under the cluster's lock.
///
/// Jobs before incidents: a worker that finishes one of them is then waited for without it waiting for this.
struct RelocateAlerts: Sendable {
    let relocation: Relocation
    let source: IncidentID
    let target: IncidentID
    let cluster: String
    let now: Timestamp

    private var fingerprints: [String] { relocation.alerts.map(\.fingerprint) }
    private var alertNames: [String] { relocation.analyses.map(\.alertName) }
    private var subjects: [String] { relocation.analyses.map(\.subject) }

    /// Before any incident's row is changed.
    func moveJobs(on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE jobs AS j SET incident_id = \(target)
            FROM unnest(\(alertNames), \(subjects)) AS moved (alert_name, subject)
            WHERE j.incident_id = \(source) AND j.kind = 'analyze' AND j.alert_name = moved.alert_name AND j.subject = moved.subject
                AND NOT EXISTS (
                    SELECT FROM jobs AS other
                    WHERE other.incident_id = \(target) AND other.kind = 'analyze' AND other.alert_name = j.alert_name
                        AND other.subject = j.subject)
            """)
        // What the target has a job for already needs none of these.
        try await connection.execute(
            """
            UPDATE jobs AS j SET state = 'done', finished_at = \(now), error = 'another job of the incident answers for it'
            FROM unnest(\(alertNames), \(subjects)) AS moved (alert_name, subject)
            WHERE j.incident_id = \(source) AND j.kind = 'analyze' AND j.alert_name = moved.alert_name AND j.subject = moved.subject
                AND j.state = 'queued'
            """)
        let asked = relocation.unanswered
        try await connection.execute(
            """
            INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, priority, due_at, created_at)
            SELECT \(cluster), \(target), 'analyze', alert_name, subject, fingerprint, starts_at, priority, \(now), \(now)
            FROM unnest(
                \(asked.map(\.analysisKey.alertName)), \(asked.map(\.analysisKey.subject)), \(asked.map(\.fingerprint)),
                \(asked.map(\.startsAt)), \(asked.map { Int16($0.severity.rank) })
            ) AS asked (alert_name, subject, fingerprint, starts_at, priority)
            ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO NOTHING
            """)
    }

    func moveAlerts(on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE episodes SET incident_id = \(target) WHERE incident_id = \(source) AND fingerprint = ANY(\(fingerprints))")
        try await connection.execute(
            "UPDATE alerts SET placed_in = \(target) WHERE fingerprint = ANY(\(fingerprints)) AND cluster = \(cluster)")
        try await connection.execute(
            """
            UPDATE analyses AS a SET incident_id = \(target)
            FROM unnest(\(alertNames), \(subjects)) AS moved (alert_name, subject)
            WHERE a.incident_id = \(source) AND a.alert_name = moved.alert_name AND a.subject = moved.subject
                AND NOT EXISTS (
                    SELECT FROM analyses AS other
                    WHERE other.incident_id = \(target) AND other.alert_name = a.alert_name AND other.subject = a.subject)
            """)
        try await FeedbackRows.follow(from: source, to: target, on: connection)
        // Whoever was absorbed for one of these keys now stands for the other incident.
        try await connection.execute(
            """
            UPDATE incidents SET merged_into = \(target), updated_at = \(now)
            WHERE merged_into = \(source) AND correlation_key = ANY(\(relocation.keys.sorted()))
            """)
        try await Separations.add(source, target, cluster: cluster, on: connection)
    }
}
