import Contracts
import IngestDomain
import Postgres
import Primitives

/// An episode with its alert.
struct EpisodeRow {
    private static let historyLimit = 100

    let detail: EpisodeDetail
    let position: EpisodePosition?

    private static let columns = """
        e.cluster, e.fingerprint, a.name, a.severity, a.namespace, a.workload, a.node, e.starts_at, e.ends_at, e.notices,
        e.first_received_at, e.last_received_at, e.incident_id, e.firing, a.labels, a.annotations, a.generator_url
        """

    /// Served by `episodes_incident`, which is in this order.
    static func page(
        of incident: IncidentID, _ page: Page<EpisodePosition>, on connection: PostgresConnection
    ) async throws(PostgresError) -> Paged<EpisodeDetail, EpisodePosition> {
        let after = page.after
        let rows = try decode(
            await connection.query(
                """
                SELECT \(unescaped: columns), e.severity_rank
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE e.incident_id = \(incident)
                    AND (e.firing, e.severity_rank, e.starts_at, e.fingerprint)
                        < (\(after?.isFiring ?? true), \(Int16(clamping: after?.severityRank ?? 1_000)), \(after?.startsAt ?? .goZero),
                            \(after?.fingerprint ?? ""))
                ORDER BY e.firing DESC, e.severity_rank DESC, e.starts_at DESC, e.fingerprint DESC
                LIMIT \(page.limit + 1)
                """))
        let items = rows.prefix(page.limit)
        return Paged(items: items.map(\.detail), next: rows.count > page.limit ? items.last?.position : nil)
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
                """)
        ).map(\.detail)
    }

    /// A row without a fingerprint says something else of the answer, and is passed over.
    static func decode(_ rows: PostgresRows) throws(PostgresError) -> [EpisodeRow] {
        let hasPosition = rows.columns.contains { $0.name == "severity_rank" }
        var episodes: [EpisodeRow] = []
        episodes.reserveCapacity(rows.count)
        for row in rows where try row.decode("fingerprint", as: String?.self) != nil {
            episodes.append(EpisodeRow(detail: try detail(row), position: hasPosition ? try position("", of: row) : nil))
        }
        return episodes
    }

    private static func detail(_ row: PostgresRow) throws(PostgresError) -> EpisodeDetail {
        let endsAt = try row.decode("ends_at", as: Timestamp?.self)
        return EpisodeDetail(
            cluster: try row.decode("cluster"), fingerprint: try row.decode("fingerprint"), alertName: try row.decode("name"),
            severity: try row.decode("severity"), namespace: try row.decode("namespace"), workload: try row.decode("workload"),
            node: try row.decode("node"), status: endsAt == nil ? .firing : .resolved, startsAt: try row.decode("starts_at"), endsAt: endsAt,
            notices: try row.decode("notices"), firstReceivedAt: try row.decode("first_received_at"),
            lastReceivedAt: try row.decode("last_received_at"), incidentID: try row.decode("incident_id"),
            labels: try row.decode("labels", as: PostgresJSON.self).decode(),
            annotations: try row.decode("annotations", as: PostgresJSON.self).decode(), generatorURL: try row.decode("generator_url"))
    }

    /// - Parameter prefix: of the columns' names.
    static func position(_ prefix: String, of row: PostgresRow?) throws(PostgresError) -> EpisodePosition? {
        guard let row, let incident = try row.decode("\(prefix)incident_id", as: IncidentID?.self) else { return nil }
        let isFiring = prefix.isEmpty ? try row.decode("firing", as: Bool.self) : true
        return EpisodePosition(
            incident: incident, isFiring: isFiring, severityRank: try row.decode("\(prefix)severity_rank", as: Int.self),
            startsAt: try row.decode("\(prefix)starts_at"), fingerprint: try row.decode("\(prefix)fingerprint"))
    }
}
