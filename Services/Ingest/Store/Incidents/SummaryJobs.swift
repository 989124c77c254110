import IngestDomain
import Postgres
import Primitives

/// Has resolved incidents summed up.
enum SummaryJobs {
    /// One job each; a job that is done or dead from an earlier time is to be done again. Run before the incidents' rows are changed.
    static func enqueue(
        _ incidents: [IncidentID], cluster: String, now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, priority, due_at, created_at)
            SELECT \(cluster), id, 'summarize', '', '', 0, \(now), \(now) FROM unnest(\(incidents)) AS due (id)
            ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO UPDATE
            SET state = 'queued', attempts = 0, due_at = \(now), created_at = \(now), error = NULL, finished_at = NULL, worker = NULL,
                waits_for = NULL, overdue_at = NULL
            WHERE jobs.state IN ('done', 'dead')
            """)
    }
}
