import IngestDomain
import Postgres
import Primitives

/// Moves everything that belongs to absorbed incidents to the one that carries on.
///
/// Run under the cluster's lock. Jobs are moved before any incident's row is changed: a worker that finishes one of them is then waited for
/// without it waiting for this.
struct MergeIncidents: Sendable {
    let merge: CausalMerge
    let cluster: String
    let now: Timestamp
    /// The person who wants it; nil where one cause speaks for it.
    var actor: String?

    func write(on connection: PostgresConnection) async throws(PostgresError) {
        for absorbed in merge.absorbed {
            try await move(absorbed, on: connection)
        }
        for absorbed in merge.absorbed {
            try await close(absorbed, on: connection)
        }
        try await Separations.inherit(from: merge.absorbed, by: merge.survivor, on: connection)
        try await IncidentMemory.forget(merge.absorbed, on: connection)
        try await refresh(on: connection)
    }

    /// What the survivor has already, an analysis of the same alert and workload, stays where it is; a job for it is no longer needed.
    ///
    /// Jobs come before analyses: a worker that is finishing one of them is waited for, and the analysis that it has stored is seen then.
    private func move(_ absorbed: IncidentID, on connection: PostgresConnection) async throws(PostgresError) {
        let survivor = merge.survivor
        try await connection.execute(
            """
            UPDATE jobs AS j SET incident_id = \(survivor)
            WHERE j.incident_id = \(absorbed) AND j.kind = 'analyze' AND NOT EXISTS (
                SELECT FROM jobs AS other
                WHERE other.incident_id = \(survivor) AND other.kind = j.kind AND other.alert_name = j.alert_name
                    AND other.subject = j.subject)
            """)
        try await connection.execute(
            """
            UPDATE jobs SET state = 'done', finished_at = \(now), error = 'another job of the incident answers for it'
            WHERE incident_id = \(absorbed) AND state = 'queued'
            """)
        try await connection.execute("UPDATE episodes SET incident_id = \(survivor) WHERE incident_id = \(absorbed)")
        try await connection.execute("UPDATE timeline SET incident_id = \(survivor) WHERE incident_id = \(absorbed)")
        try await connection.execute(
            """
            UPDATE analyses AS a SET incident_id = \(survivor)
            WHERE a.incident_id = \(absorbed) AND NOT EXISTS (
                SELECT FROM analyses AS other
                WHERE other.incident_id = \(survivor) AND other.alert_name = a.alert_name AND other.subject = a.subject)
            """)
        try await FeedbackRows.follow(from: absorbed, to: survivor, on: connection)
    }

    private func close(_ absorbed: IncidentID, on connection: PostgresConnection) async throws(PostgresError) {
        let survivor = merge.survivor
        try await connection.execute(
            """
            WITH titles AS (
                SELECT (SELECT coalesce(chosen_title, title) FROM incidents WHERE id = \(survivor)) AS survivor,
                    (SELECT coalesce(chosen_title, title) FROM incidents WHERE id = \(absorbed)) AS absorbed
            )
            INSERT INTO timeline (cluster, incident_id, at, kind, about, related, actor)
            SELECT \(cluster), \(absorbed), \(now), 'merged', survivor, \(survivor), \(actor as String?) FROM titles
            UNION ALL
            SELECT \(cluster), \(survivor), \(now), 'absorbed', absorbed, \(absorbed), \(actor as String?) FROM titles
            """)
        try await connection.execute(
            """
            UPDATE incidents
            SET state = 'merged', merged_into = \(survivor), settle_at = NULL, resolved_at = NULL, updated_at = \(now)
            WHERE id IN (SELECT \(absorbed)::uuid UNION ALL SELECT id FROM incidents WHERE merged_into = \(absorbed))
            """)
    }

    /// The survivor as it is with all that it has now: its beginning, its last alert, its severity, its cause.
    private func refresh(on connection: PostgresConnection) async throws(PostgresError) {
        let survivor = merge.survivor
        try await connection.execute(
            """
            UPDATE incidents AS i
            SET opened_at = least(i.opened_at, all_of_it.opened_at), last_alert_at = greatest(i.last_alert_at, all_of_it.last_alert_at),
                severity = coalesce(gravest.severity, i.severity), severity_rank = coalesce(gravest.severity_rank, i.severity_rank),
                settle_at = CASE WHEN gravest.severity IS NULL THEN i.settle_at END, updated_at = \(now)
            FROM (
                SELECT min(opened_at) AS opened_at, max(last_alert_at) AS last_alert_at FROM incidents WHERE merged_into = \(survivor)
            ) AS all_of_it
            LEFT JOIN LATERAL (
                SELECT a.severity, e.severity_rank
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE e.incident_id = \(survivor) AND e.firing
                ORDER BY e.severity_rank DESC
                LIMIT 1
            ) AS gravest ON true
            WHERE i.id = \(survivor)
            """)
        try await LeadAnalysis.refresh(survivor, title: nil, now: now, on: connection)
    }
}
