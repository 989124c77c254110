package import IngestDomain
package import Postgres
package import Primitives

/// The dead letters in the `jobs` table, and what people decide about them.
///
/// A decision is one statement: the jobs' change and the timeline's entries, or neither.
package struct PostgresJobDesk: JobDesk {
    private let database: Database
    private let policy: QueuePolicy
    private let clock: WallClock

    package init(pool: PostgresPool, policy: QueuePolicy = QueuePolicy(), clock: WallClock = .system) {
        database = Database(pool: pool)
        self.policy = policy
        self.clock = clock
    }

    package func replay(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision {
        try await replay([id.number], actor, scope) > 0 ? .taken : try await refusal(of: id, scope)
    }

    package func replayAll(limit: Int, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> ReplayReceipt {
        let limit = min(max(limit, 1), ReplayReceipt.maximumLimit)
        let rows = try await database.query(
            """
            SELECT id FROM jobs
            WHERE state = 'dead' AND \(unescaped: Self.cluster(scope)) \(scope.cluster)
            ORDER BY id
            LIMIT \(limit + 1)
            """)
        let ids = try decoded { () throws(PostgresError) in try rows.decode(as: Int64.self) }
        return ReplayReceipt(replayed: try await replay(Array(ids.prefix(limit)), actor, scope), more: ids.count > limit)
    }

    package func discard(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision {
        let now = clock.now
        let rows = try await database.query(
            """
            WITH discarded AS (
                UPDATE jobs SET state = 'done', error = \("discarded by \(actor)".storable), finished_at = \(now)
                WHERE id = \(id.number) AND state = 'dead' AND (\(scope.cluster)::text IS NULL OR cluster = \(scope.cluster))
                RETURNING cluster, incident_id, alert_name, subject, fingerprint
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint, actor)
                SELECT cluster, incident_id, \(now), 'analysis_discarded', concat_ws(' on ', alert_name, nullif(subject, '')), fingerprint, \(actor.storable)
                FROM discarded
            )
            SELECT pg_notify(\(Channel.incidents), incident_id::text) FROM discarded
            """)
        return rows.isEmpty ? try await refusal(of: id, scope) : .taken
    }

    package func overview(in scope: ClusterScope) async throws(IntakeError) -> QueueOverview {
        let numbers = QueueNumbers(database: database, policy: policy, now: clock.now)
        let depth =
            switch scope {
            case .all: try await numbers.all().depth
            case .only(let cluster): try await numbers.depth(of: cluster)
            }
        var agents = try await numbers.circuits()
        if scope != .all {
            // What an agent said last may have been about anybody's alert.
            for index in agents.indices { agents[index].reason = nil }
        }
        return QueueOverview(depth: depth, concurrency: policy.concurrency, agents: agents)
    }

    /// - Returns: how many of them were dead, and are queued now.
    private func replay(_ ids: [Int64], _ actor: String, _ scope: ClusterScope) async throws(IntakeError) -> Int {
        guard !ids.isEmpty else { return 0 }
        let now = clock.now
        let rows = try await database.query(
            """
            WITH replayed AS (
                UPDATE jobs
                SET state = 'queued', attempts = 0, due_at = \(now), created_at = \(now), waits_for = NULL, overdue_at = NULL,
                    finished_at = NULL
                WHERE id = ANY(\(ids)) AND state = 'dead' AND (\(scope.cluster)::text IS NULL OR cluster = \(scope.cluster))
                RETURNING cluster, incident_id, alert_name, subject, fingerprint
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint, actor)
                SELECT cluster, incident_id, \(now), 'analysis_replayed', concat_ws(' on ', alert_name, nullif(subject, '')), fingerprint, \(actor.storable)
                FROM replayed
            )
            SELECT count(*), pg_notify(\(Channel.jobs), ''), pg_notify(\(Channel.incidents), '') FROM replayed
            """)
        return try decoded { () throws(PostgresError) in try rows.first?.decode("count", as: Int.self) ?? 0 }
    }

    private func refusal(of id: JobID, _ scope: ClusterScope) async throws(IntakeError) -> JobDecision {
        let rows = try await database.query(
            """
            SELECT state FROM jobs WHERE id = \(id.number) AND (\(scope.cluster)::text IS NULL OR cluster = \(scope.cluster))
            """)
        guard let row = rows.first else { return .notFound }
        let state = try decoded { () throws(PostgresError) in try row.decode(as: String.self) }
        return JobState(rawValue: state).map { .notDead($0) } ?? .notFound
    }
}

extension PostgresJobDesk {
    /// Served by `jobs_dead`, and of one cluster by `jobs_cluster`.
    package func deadLetters(_ page: Page<JobID>, in scope: ClusterScope) async throws(IntakeError) -> Paged<DeadLetter, JobID> {
        let rows = try await database.query(
            """
            SELECT id, kind, incident_id, cluster, alert_name, subject, attempts, created_at, finished_at, error FROM jobs
            WHERE state = 'dead' AND id < \(page.after?.number ?? .max) AND \(unescaped: Self.cluster(scope)) \(scope.cluster)
            ORDER BY id DESC
            LIMIT \(page.limit + 1)
            """)
        let letters = try decoded { () throws(PostgresError) in try Self.letters(rows) }
        let items = Array(letters.prefix(page.limit))
        return Paged(items: items, next: letters.count > page.limit ? items.last?.id : nil)
    }

    /// A condition before the scope's cluster, which leaves PostgreSQL no doubt about the index.
    private static func cluster(_ scope: ClusterScope) -> String {
        scope == .all ? "NULL IS NOT DISTINCT FROM" : "cluster ="
    }

    private static func letters(_ rows: PostgresRows) throws(PostgresError) -> [DeadLetter] {
        var letters: [DeadLetter] = []
        letters.reserveCapacity(rows.count)
        for row in rows {
            let (id, kind, incident, cluster, alertName, subject, attempts, createdAt, diedAt, error) = try row.decode(
                as: (Int64, String, IncidentID, String, String, String, Int, Timestamp, Timestamp?, String?).self)
            guard let kind = JobKind(rawValue: kind) else { continue }
            letters.append(
                DeadLetter(
                    id: JobID(id), kind: kind, incidentID: incident, cluster: cluster, alertName: alertName, subject: subject,
                    attempts: attempts, createdAt: createdAt, diedAt: diedAt, error: error))
        }
        return letters
    }
}
