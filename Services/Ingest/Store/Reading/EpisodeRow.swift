import Contracts
import IngestDomain
import Postgres
import Primitives

/// An episode with its alert.
enum EpisodeRow {
    /// Of one incident. A page of more would not be read.
    private static let incidentLimit = 500
    private static let historyLimit = 100

    private static let columns = """
        e.cluster, e.fingerprint, a.name, a.severity, a.namespace, a.workload, a.node, e.starts_at, e.ends_at, e.notices,
        e.first_received_at, e.last_received_at, e.incident_id, a.labels, a.annotations, a.generator_url
        """

    static func of(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [EpisodeDetail] {
        try decode(
            await connection.query(
                """
                SELECT \(unescaped: columns)
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE e.incident_id = \(incident)
                ORDER BY e.firing DESC, e.starts_at, e.fingerprint
                LIMIT \(incidentLimit)
                """))
    }

    /// - Parameter cluster: nil takes the cluster whose alert has the newest episode.
    static func history(
        _ fingerprint: String, _ cluster: String?, on connection: PostgresConnection
    ) async throws(PostgresError) -> [EpisodeDetail] {
        try decode(
            await connection.query(
                """
                WITH wanted AS (
                    SELECT * FROM alerts
                    WHERE fingerprint = \(fingerprint) AND (\(cluster as String?)::text IS NULL OR cluster = \(cluster as String?))
                    ORDER BY latest_starts_at DESC
                    LIMIT 1
                )
                SELECT \(unescaped: columns)
                FROM wanted AS a
                JOIN episodes AS e ON e.fingerprint = a.fingerprint AND e.cluster = a.cluster
                ORDER BY e.starts_at DESC
                LIMIT \(historyLimit)
                """))
    }

    private static func decode(_ rows: PostgresRows) throws(PostgresError) -> [EpisodeDetail] {
        var episodes: [EpisodeDetail] = []
        episodes.reserveCapacity(rows.count)
        for row in rows {
            let (cluster, fingerprint, name, severity, namespace, workload, node, startsAt, endsAt, notices) = try row.decode(
                as: (String, String, String, String, String?, String?, String?, Timestamp, Timestamp?, Int).self)
            episodes.append(
                EpisodeDetail(
                    cluster: cluster, fingerprint: fingerprint, alertName: name, severity: severity, namespace: namespace, workload: workload,
                    node: node, status: endsAt == nil ? .firing : .resolved, startsAt: startsAt, endsAt: endsAt, notices: notices,
                    firstReceivedAt: try row.decode("first_received_at"), lastReceivedAt: try row.decode("last_received_at"),
                    incidentID: try row.decode("incident_id"), labels: try row.decode("labels", as: PostgresJSON.self).decode(),
                    annotations: try row.decode("annotations", as: PostgresJSON.self).decode(),
                    generatorURL: try row.decode("generator_url")))
        }
        return episodes
    }
}
