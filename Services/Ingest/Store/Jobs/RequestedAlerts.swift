import Contracts
import IngestDomain
import Postgres
import Primitives

/// Alerts as the agent is told of them.
enum RequestedAlerts {
    /// The agent looks at the cluster, not at a flood of alerts: a few of an incident's others are enough to see what else it is about.
    private static let relatedLimit = 20

    /// - Returns: one for each episode, in their order; nil for those that are gone.
    static func of(
        _ episodes: [(cluster: String, fingerprint: String, startsAt: Timestamp)], on connection: PostgresConnection
    ) async throws(PostgresError) -> [Alert?] {
        guard !episodes.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT wanted.row, a.fingerprint, a.labels, a.annotations, a.generator_url, e.starts_at, e.ends_at
            FROM unnest(\(episodes.map(\.cluster)), \(episodes.map(\.fingerprint)), \(episodes.map(\.startsAt)))
                WITH ORDINALITY AS wanted (cluster, fingerprint, starts_at, row)
            JOIN alerts AS a ON a.fingerprint = wanted.fingerprint AND a.cluster = wanted.cluster
            JOIN episodes AS e
                ON e.fingerprint = wanted.fingerprint AND e.starts_at = wanted.starts_at AND e.cluster = wanted.cluster
            """)
        var alerts = [Alert?](repeating: nil, count: episodes.count)
        for row in rows {
            let number = try row.decode("row", as: Int.self)
            if alerts.indices.contains(number - 1) { alerts[number - 1] = try Alert(row: row) }
        }
        return alerts
    }

    /// The alerts that fire in each of these incidents, the gravest first.
    static func firing(in incidents: [IncidentID], on connection: PostgresConnection) async throws(PostgresError) -> [IncidentID: [Alert]] {
        guard !incidents.isEmpty else { return [:] }
        let rows = try await connection.query(
            """
            SELECT wanted.id, firing.*
            FROM unnest(\(incidents)) AS wanted (id)
            CROSS JOIN LATERAL (
                SELECT a.fingerprint, a.labels, a.annotations, a.generator_url, e.starts_at, e.ends_at
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE e.incident_id = wanted.id AND e.firing
                ORDER BY e.severity_rank DESC
                LIMIT \(relatedLimit)
            ) AS firing
            """)
        var alerts: [IncidentID: [Alert]] = [:]
        for row in rows {
            alerts[try row.decode("id", as: IncidentID.self), default: []].append(try Alert(row: row))
        }
        return alerts
    }
}

extension Alert {
    fileprivate init(row: PostgresRow) throws(PostgresError) {
        let endsAt = try row.decode("ends_at", as: Timestamp?.self)
        self.init(
            status: endsAt == nil ? .firing : .resolved,
            labels: try row.decode("labels", as: PostgresJSON.self).decode(),
            annotations: try row.decode("annotations", as: PostgresJSON.self).decode(),
            startsAt: try row.decode("starts_at"), endsAt: endsAt, generatorURL: try row.decode("generator_url"),
            fingerprint: try row.decode("fingerprint"))
    }
}
