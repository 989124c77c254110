import IngestDomain
import Postgres
import Primitives

/// Finds incidents whose alerts have become stable, says so, and asks for the analyses that were not asked for meanwhile.
struct FlappingSweep: Sendable {
    let database: Database
    let policy: IncidentPolicy
    let clock: WallClock

    /// Of one sweep, so that each stays short: the next one goes on.
    private static let limit = 200
    /// Alerts of one incident that are analysed now: they fire and have been silent for a while.
    private static let alertLimit = 20

    func run() async throws(IntakeError) {
        let rows = try await database.query(
            """
            SELECT DISTINCT cluster FROM (
                SELECT cluster FROM incidents WHERE flapping_until <= \(clock.now) ORDER BY flapping_until LIMIT \(Self.limit)
            ) AS due ORDER BY cluster
            """)
        let clusters = try decoded { () throws(PostgresError) in try rows.decode(as: String.self) }
        for cluster in clusters {
            try await database.transaction { connection in
                try await ClusterLock.take([cluster], on: connection)
                try await settle(in: cluster, on: connection)
            }
        }
    }

    private func settle(in cluster: String, on connection: PostgresConnection) async throws(PostgresError) {
        let now = clock.now
        let due = try await connection.query(
            """
            SELECT id FROM incidents
            WHERE cluster = \(cluster) AND flapping_until <= \(now)
            ORDER BY flapping_until
            LIMIT \(Self.limit)
            """
        ).decode(as: IncidentID.self)
        // Jobs before incidents: a worker that finishes a job holds it while it waits for the incident.
        try await ask(for: due, in: cluster, now, on: connection)
        try await connection.execute(
            """
            WITH settled AS (
                UPDATE incidents SET flapping_until = NULL, updated_at = \(now)
                WHERE id = ANY(\(due)) AND cluster = \(cluster)
                RETURNING id, state, title
            )
            INSERT INTO timeline (cluster, incident_id, at, kind, about)
            SELECT \(cluster), id, \(now), 'stable', title FROM settled WHERE state IN ('open', 'acknowledged')
            """)
        try await connection.execute("SELECT pg_notify(\(Channel.jobs), ''), pg_notify(\(Channel.incidents), '')")
    }

    /// One job an alert name and workload, unless its analysis is still good or under way.
    private func ask(
        for incidents: [IncidentID], in cluster: String, _ now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        let rows = try await connection.query(
            """
            SELECT wanted.id, firing.*
            FROM unnest(\(incidents)) AS wanted (id)
            CROSS JOIN LATERAL (
                SELECT a.fingerprint, e.starts_at, e.severity_rank, a.name, a.namespace, a.workload, a.node
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE e.incident_id = wanted.id AND e.firing
                ORDER BY e.severity_rank DESC
                LIMIT \(Self.alertLimit)
            ) AS firing
            """)
        var asked = Set<Asked>()
        var jobs: [(key: Asked, fingerprint: String, startsAt: Timestamp, priority: Int)] = []
        for row in rows {
            let (incident, fingerprint, startsAt, rank, name, namespace, workload, node) = try row.decode(
                as: (IncidentID, String, Timestamp, Int, String, String?, String?, String?).self)
            let key = Asked(incident: incident, key: AnalysisKey(alertName: name, namespace: namespace, workload: workload, node: node))
            if asked.insert(key).inserted { jobs.append((key, fingerprint, startsAt, rank)) }
        }
        guard !jobs.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, priority, due_at, created_at)
            SELECT \(cluster), incident_id, 'analyze', alert_name, subject, fingerprint, starts_at, priority, \(now), \(now)
            FROM unnest(
                \(jobs.map(\.key.incident)), \(jobs.map(\.key.key.alertName)), \(jobs.map(\.key.key.subject)), \(jobs.map(\.fingerprint)),
                \(jobs.map(\.startsAt)), \(jobs.map { Int16(clamping: $0.priority) })
            ) AS asked (incident_id, alert_name, subject, fingerprint, starts_at, priority)
            ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO UPDATE
            SET state = 'queued', attempts = 0, due_at = excluded.due_at, created_at = excluded.created_at, finished_at = NULL, error = NULL,
                worker = NULL, fingerprint = excluded.fingerprint, starts_at = excluded.starts_at, priority = excluded.priority,
                trace_context = NULL
            WHERE jobs.state IN ('done', 'dead') AND jobs.finished_at <= \(now - policy.analysisLifetime)
            """)
    }

    private struct Asked: Hashable {
        let incident: IncidentID
        let key: AnalysisKey
    }
}
