import IngestDomain
import Postgres
import Primitives

/// Takes the jobs whose turn it is.
///
/// A job's turn is when it fell due, less the head start of its priority. Of each priority the jobs that have been due for longest are read from
/// `jobs_queued`, and the lapsed leases from `jobs_running`: both in order, both from their beginning, so that a claim costs the same
/// behind ten jobs and behind a million. Only then the best of them are taken.
struct ClaimStatement {
    let limit: Int
    let worker: String
    let now: Timestamp
    let until: Timestamp
    let policy: QueuePolicy

    /// One claim at a time over all replicas, so that none counts what another is about to add. Held for a millisecond or two.
    ///
    /// What comes with it, for this transaction alone: a plan that is made once, by index although the table may be small now; and no wait for the
    /// disk at the end. A claim that a crash of the server undoes leaves a job that is claimed again: nothing that was promised is lost.
    static let lock: PostgresQuery = """
        SELECT pg_advisory_xact_lock(\(space), 0)
        FROM (
            SELECT set_config('lock_timeout', '2s', true),
                   set_config('synchronous_commit', 'off', true),
                   set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true)
        ) AS settings
        """

    /// The first half of the lock's key, beside those of ``ClusterLock`` and ``MaintenanceLock``.
    private static let space: Int32 = 0x7705

    var query: PostgresQuery {
        let lanes = policy.lanes
        return """
            WITH free AS (
                SELECT least(\(limit), \(policy.concurrency) - (
                    SELECT count(*) FROM (
                        SELECT FROM jobs WHERE state = 'running' AND due_at > \(now) LIMIT \(policy.concurrency)
                    ) AS held
                )) AS slots
            ), due AS (
                SELECT job.id, job.cluster, job.due_at - make_interval(secs => lane.head_start) AS turn
                FROM free
                CROSS JOIN unnest(\(lanes.map { Int16($0.priority) }), \(lanes.map { $0.headStart / .seconds(1) })) AS lane (priority, head_start)
                CROSS JOIN LATERAL (
                    SELECT id, cluster, due_at FROM jobs
                    WHERE state = 'queued' AND priority = lane.priority AND due_at <= \(now)
                    ORDER BY due_at
                    LIMIT free.slots
                    FOR UPDATE SKIP LOCKED
                ) AS job
                UNION ALL
                -- These have had their turn already.
                SELECT job.id, job.cluster, '-infinity'
                FROM free
                CROSS JOIN LATERAL (
                    SELECT id, cluster FROM jobs
                    WHERE state = 'running' AND due_at <= \(now) AND attempts < \(Int16(clamping: policy.retries.maximumAttempts))
                    ORDER BY due_at
                    LIMIT free.slots
                    FOR UPDATE SKIP LOCKED
                ) AS job
            ), chosen AS (
                SELECT id, cluster, turn FROM due ORDER BY turn, id LIMIT (SELECT slots FROM free)
            )
            UPDATE jobs AS j
            SET state = 'running', attempts = j.attempts + 1, due_at = \(until), worker = \(worker), waits_for = NULL
            FROM chosen
            WHERE j.id = chosen.id AND j.cluster = chosen.cluster
            RETURNING j.id, j.kind, j.attempts, j.incident_id, j.cluster, j.alert_name, j.subject, j.fingerprint, j.starts_at, j.thread_ts,
                j.trace_context, chosen.turn
            """
    }
}
