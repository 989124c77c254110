import IngestDomain
import Postgres
import Primitives

/// What falls due in the queue as time passes: jobs that nobody will end any more, and answers that don't come.
struct JobUpkeep: Sendable {
    let database: Database
    let policy: QueuePolicy
    let clock: WallClock

    /// Of one run, so that each stays short: the next one goes on.
    private static let limit = 500

    /// A job whose lease lapses on its last attempt is claimed by nobody any more. Served by `jobs_running`.
    func bury() async throws(IntakeError) -> [JobID] {
        let now = clock.now
        let rows = try await database.query(
            """
            WITH lapsed AS (
                SELECT id, cluster FROM jobs
                WHERE state = 'running' AND due_at <= \(now) AND attempts >= \(Int16(clamping: policy.retries.maximumAttempts))
                ORDER BY due_at
                LIMIT \(Self.limit)
                FOR UPDATE SKIP LOCKED
            ), dead AS (
                UPDATE jobs AS j
                SET state = 'dead', finished_at = \(now), worker = NULL, overdue_at = NULL,
                    error = coalesce(j.error, 'its worker vanished on the last attempt')
                FROM lapsed
                WHERE j.id = lapsed.id AND j.cluster = lapsed.cluster
                RETURNING j.id, j.cluster, j.incident_id, j.fingerprint, j.error
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
                SELECT cluster, incident_id, \(now), 'analysis_failed', error, fingerprint FROM dead
            )
            SELECT id FROM dead
            """)
        return try decoded { () throws(PostgresError) in
            var jobs: [JobID] = []
            for row in rows { jobs.append(JobID(try row.decode(as: Int64.self))) }
            return jobs
        }
    }

    /// Tells people of analyses that they have waited for too long, once an incident. Served by `jobs_unanswered`.
    ///
    /// - Returns: the incidents that it told.
    func tellOverdue() async throws(IntakeError) -> [IncidentID] {
        let now = clock.now
        let rows = try await database.query(
            """
            WITH late AS (
                SELECT id, cluster FROM jobs
                WHERE state IN ('queued', 'running') AND overdue_at IS NULL AND created_at <= \(now - policy.overdueAfter)
                ORDER BY created_at
                LIMIT \(Self.limit)
                FOR UPDATE SKIP LOCKED
            ), marked AS (
                UPDATE jobs AS j SET overdue_at = \(now)
                FROM late
                WHERE j.id = late.id AND j.cluster = late.cluster
                RETURNING j.cluster, j.incident_id, j.kind, j.alert_name, j.subject, j.fingerprint
            ), first AS (
                SELECT DISTINCT ON (m.incident_id) m.* FROM marked AS m
                WHERE m.kind = 'analyze' AND NOT EXISTS (
                    SELECT FROM jobs AS told
                    WHERE told.incident_id = m.incident_id AND told.state IN ('queued', 'running') AND told.overdue_at IS NOT NULL)
                ORDER BY m.incident_id
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
                SELECT cluster, incident_id, \(now), 'analysis_overdue', concat_ws(' on ', alert_name, nullif(subject, '')), fingerprint
                FROM first
                RETURNING incident_id
            )
            SELECT incident_id FROM told
            """)
        let told = try decoded { () throws(PostgresError) in
            var incidents: [IncidentID] = []
            for row in rows { incidents.append(try row.decode(as: IncidentID.self)) }
            return incidents
        }
        if !told.isEmpty { _ = try await database.query("SELECT pg_notify(\(Channel.incidents), '')") }
        return told
    }
}
