package import IngestDomain
package import Postgres
package import Primitives

/// The queue in the `jobs` table: `FOR UPDATE SKIP LOCKED` lets any number of workers claim at once without waiting for each other.
package struct PostgresJobQueue: JobQueue {
    let database: Database
    let policy: QueuePolicy
    let clock: WallClock
    /// 0…1, for the spread of retries.
    let chance: @Sendable () -> Double

    package init(
        pool: PostgresPool, policy: QueuePolicy = QueuePolicy(), clock: WallClock = .system,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        database = Database(pool: pool)
        self.policy = policy
        self.clock = clock
        self.chance = chance
    }

    package func renew(_ lease: Lease, by duration: Duration) async throws(IntakeError) -> Lease? {
        let until = clock.now + duration
        let rows = try await database.query(
            """
            UPDATE jobs SET due_at = \(until)
            WHERE id = \(lease.job.number) AND state = 'running' AND worker = \(lease.worker) AND attempts = \(Int16(clamping: lease.attempt))
            RETURNING 1
            """)
        return rows.isEmpty ? nil : Lease(job: lease.job, worker: lease.worker, attempt: lease.attempt, until: until)
    }

    package func release(_ lease: Lease, for hold: JobHold?, notBefore delay: Duration) async throws(IntakeError) {
        _ = try await database.query(
            """
            UPDATE jobs
            SET state = 'queued', attempts = attempts - 1, due_at = \(clock.now + delay), worker = NULL, waits_for = \(hold?.rawValue as String?)
            WHERE id = \(lease.job.number) AND state = 'running' AND worker = \(lease.worker) AND attempts = \(Int16(clamping: lease.attempt))
            """)
    }

    package func fail(_ lease: Lease, error: JobFailure) async throws(IntakeError) -> JobOutcome {
        let now = clock.now
        let delay = error.isRetryable ? policy.retries.delay(afterAttempt: lease.attempt, chance: chance(), requested: error.retryAfter) : nil
        let state: JobState = delay == nil ? .dead : .queued
        let due = now + (delay ?? .zero)
        let rows = try await database.query(
            """
            WITH failed AS (
                UPDATE jobs
                SET state = \(state.rawValue), due_at = \(due), worker = NULL, waits_for = NULL, error = \(error.message.storable),
                    finished_at = CASE WHEN \(state == .dead) THEN \(now) END, overdue_at = CASE WHEN \(state == .queued) THEN overdue_at END
                WHERE id = \(lease.job.number) AND state = 'running' AND worker = \(lease.worker) AND attempts = \(Int16(clamping: lease.attempt))
                RETURNING cluster, incident_id, alert_name, subject, fingerprint, kind
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
                SELECT cluster, incident_id, \(now), 'analysis_failed', \(error.message.storable), fingerprint
                FROM failed WHERE \(state == .dead)
            )
            SELECT 1 FROM failed
            """)
        guard !rows.isEmpty else { return .leaseLost }
        return delay == nil ? .dead : .retry(at: due)
    }
}

extension String {
    /// Without U+0000, and of a bounded length: error texts come from elsewhere.
    var storable: String {
        String(String.UnicodeScalarView(unicodeScalars.lazy.filter { $0.value != 0 }.prefix(4_000)))
    }

    /// Without U+0000, which PostgreSQL's text can't hold.
    var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.lazy.filter { $0.value != 0 })) : self
    }
}
