import IngestDomain
import Postgres
import Primitives

/// Removes alerts whose last episode has gone, and episodes of no incident that the default partition holds.
struct ExpiredAlerts: Sendable {
    let database: Database
    let horizon: Timestamp

    /// Looked at by one statement.
    private static let pageSize = 5_000
    /// Removed by one transaction, which holds up the clusters' intake.
    private static let limit = 500

    private struct Identity {
        let fingerprint: String
        let cluster: String
    }

    /// Walks over all alerts by their key: an index on their last start would cost each new episode more than this costs once a partition.
    ///
    /// - Returns: how many alerts were removed.
    func remove() async throws(IntakeError) -> Int {
        try await removeStrayEpisodes()
        var removed = 0
        var cursor = Identity(fingerprint: "", cluster: "")
        while true {
            let rows = try await database.query(
                """
                SELECT fingerprint, cluster, latest_starts_at < \(horizon) AND NOT EXISTS (
                    SELECT FROM episodes AS e WHERE e.fingerprint = page.fingerprint AND e.cluster = page.cluster)
                FROM (
                    SELECT fingerprint, cluster, latest_starts_at FROM alerts
                    WHERE (fingerprint, cluster) > (\(cursor.fingerprint), \(cursor.cluster))
                    ORDER BY fingerprint, cluster
                    LIMIT \(Self.pageSize)
                ) AS page
                ORDER BY fingerprint, cluster
                """)
            let page = try decoded { () throws(PostgresError) in try rows.decode(as: (String, String, Bool).self) }
            guard let last = page.last else { return removed }
            cursor = Identity(fingerprint: last.0, cluster: last.1)
            var expired = page.filter(\.2).map { Identity(fingerprint: $0.0, cluster: $0.1) }[...]
            while !expired.isEmpty {
                removed += try await remove(Array(expired.prefix(Self.limit)))
                expired = expired.dropFirst(Self.limit)
            }
        }
    }

    /// Under the clusters' locks, and looked at once more: otherwise an episode could begin in between.
    private func remove(_ alerts: [Identity]) async throws(IntakeError) -> Int {
        try await database.transaction { connection in
            try await ClusterLock.take(Set(alerts.map(\.cluster)), on: connection)
            return try await connection.execute(
                """
                DELETE FROM alerts AS a
                USING unnest(\(alerts.map(\.fingerprint)), \(alerts.map(\.cluster))) AS expired (fingerprint, cluster)
                WHERE a.fingerprint = expired.fingerprint AND a.cluster = expired.cluster AND a.latest_starts_at < \(horizon)
                    AND NOT EXISTS (SELECT FROM episodes AS e WHERE e.fingerprint = a.fingerprint AND e.cluster = a.cluster)
                """)
        }
    }

    /// Those of which only the end was ever seen: no incident takes them along.
    private func removeStrayEpisodes() async throws(IntakeError) {
        _ = try await database.query(
            """
            DELETE FROM episodes_default
            WHERE incident_id IS NULL AND NOT firing AND starts_at < \(horizon) AND last_received_at < \(horizon)
            """)
    }
}
