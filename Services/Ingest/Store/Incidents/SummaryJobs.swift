import IngestDomain
import Postgres
import Primitives

/// Has resolved incidents summed up.
enum SummaryJobs {
    /// One job each; a job that is done or dead from an earlier time is to be done again. So is one that runs: what it was asked about is
    /// past, and its worker loses the lease. Run before the incidents' rows are changed.
    static func enqueue(
        _ incidents: [IncidentID], cluster: String, now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, priority, due_at, created_at)
            SELECT \(cluster), id, 'summarize', '', '', 0, \(now), \(now) FROM unnest(\(incidents)) AS due (id)
            ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO UPDATE
            SET state = 'queued', due_at = \(now), created_at = \(now), error = NULL, finished_at = NULL, worker = NULL,
                waits_for = NULL, overdue_at = NULL,
                -- A lease is told by its attempt: the next one of a job that runs must not be taken for it.
                attempts = CASE WHEN jobs.state = 'running' THEN jobs.attempts ELSE 0 END
            WHERE jobs.state <> 'queued'
            """)
    }
}
