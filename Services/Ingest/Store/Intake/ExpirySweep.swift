import IngestDomain
import Postgres
import Primitives

/// Ends the episodes of which nothing was heard before their expiry: their Prometheus is gone, and nobody else would.
struct ExpirySweep: Sendable {
    let database: Database
    let policy: IncidentPolicy
    let clock: WallClock

    /// Of one sweep, so that each stays short: the next one goes on.
    private static let limit = 500

    func run() async throws(IntakeError) {
        // Served by `episodes_expiry`, of which there is one a partition: what fires and expires, and nothing else.
        let rows = try await database.query(
            """
            SELECT DISTINCT cluster FROM (
                SELECT cluster FROM episodes
                WHERE firing AND expires_at IS NOT NULL AND expires_at <= \(clock.now)
                ORDER BY expires_at
                LIMIT \(Self.limit)
            ) AS due ORDER BY cluster
            """)
        let clusters = try decoded { () throws(PostgresError) in try rows.decode(as: String.self) }
        for cluster in clusters {
            try await database.transaction { connection in
                try await ClusterLock.take([cluster], on: connection)
                try await expire(in: cluster, on: connection)
            }
        }
    }

    private struct Ended {
        var about: String
        var fingerprint: String
        var count = 1
    }

    private func expire(in cluster: String, on connection: PostgresConnection) async throws(PostgresError) {
        let now = clock.now
        let rows = try await connection.query(
            """
            WITH due AS MATERIALIZED (
                SELECT fingerprint, starts_at, expires_at FROM episodes
                WHERE firing AND expires_at IS NOT NULL AND expires_at <= \(now) AND cluster = \(cluster)
                ORDER BY expires_at
                LIMIT \(Self.limit)
            ), ended AS (
                UPDATE episodes AS e
                SET firing = false, ends_at = greatest(due.expires_at, e.starts_at), end_presumed = true
                FROM due
                WHERE e.fingerprint = due.fingerprint AND e.starts_at = due.starts_at AND e.cluster = \(cluster)
                RETURNING e.incident_id, e.fingerprint
            )
            SELECT ended.incident_id, ended.fingerprint, a.name, a.namespace, a.workload, a.node
            FROM ended JOIN alerts AS a ON a.fingerprint = ended.fingerprint AND a.cluster = \(cluster)
            WHERE ended.incident_id IS NOT NULL
            """)
        var incidents: [IncidentID: Ended] = [:]
        for row in rows {
            let (incident, fingerprint, name, namespace, workload, node) = try row.decode(
                as: (IncidentID, String, String, String?, String?, String?).self)
            let subject = AnalysisKey(alertName: name, namespace: namespace, workload: workload, node: node).subject
            let about = IncidentTitle.provisional(name, subject: subject, namespace: namespace)
            incidents[incident, default: Ended(about: about, fingerprint: fingerprint, count: 0)].count += 1
        }
        guard !incidents.isEmpty else { return }
        let ended = incidents.sorted { $0.key < $1.key }
        try await connection.execute(
            """
            INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
            SELECT \(cluster), id, \(now), 'alert_expired', about, fingerprint
            FROM unnest(
                \(ended.map(\.key)), \(ended.map { IncidentTitle.several($0.value.about, andMore: $0.value.count - 1) }),
                \(ended.map(\.value.fingerprint))
            ) AS ended (id, about, fingerprint)
            """)
        try await connection.execute(ReviewStatement(incidents: ended.map(\.key), holdTime: policy.holdTime, now: now).query)
        try await connection.execute("SELECT pg_notify(\(Channel.incidents), '')")
    }
}
