package import IngestDomain
import Postgres
import Primitives

/// The alerts that fire now are those of the active incidents: no index over all episodes, which intake would have to keep, is needed to find them.
extension PostgresIncidentReader {
    /// Incidents of which a page looks at the alerts.
    private static let candidates = 200
    /// Alerts that a page looks at where a filter asks something of each.
    private static let candidateAlerts = 400

    package func firingAlerts(
        _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition> {
        guard let scope = scope.narrowed(to: criteria.cluster) else { return Paged(items: [], next: nil) }
        let rows = try await database.query(Self.list(criteria, page, cluster: scope.cluster))
        return try decoded { () throws(PostgresError) in
            let episodes = try EpisodeRow.decode(rows)
            let items = Array(episodes.prefix(page.limit))
            if episodes.count > page.limit { return Paged(items: items.map(\.detail), next: items.last?.position) }
            return Paged(items: items.map(\.detail), next: try EpisodeRow.position("examined_", of: rows.first))
        }
    }

    private static func list(_ criteria: AlertCriteria, _ page: Page<EpisodePosition>, cluster: String?) -> PostgresQuery {
        let conditions = MatcherArrays(criteria.matchers)
        // Without a filter the first ones are the page.
        let candidateAlerts = criteria.isUnfiltered ? page.limit + 1 : candidateAlerts
        let after = page.after
        let begin = after?.incident ?? IncidentID(UUIDv7(high: .max, low: .max))
        return """
            WITH walk AS (
                SELECT i.id FROM incidents AS i
                WHERE i.id <= \(begin) AND i.state IN ('open', 'acknowledged')
                    AND \(unescaped: cluster == nil ? "NULL IS NOT DISTINCT FROM" : "i.cluster =") \(cluster)
                ORDER BY i.id DESC
                LIMIT \(unescaped: String(candidates))
            ), firing AS MATERIALIZED (
                SELECT e.* FROM walk
                CROSS JOIN LATERAL (
                    SELECT e.* FROM episodes AS e
                    WHERE e.incident_id = walk.id AND e.firing
                        AND (walk.id < \(begin) OR (e.severity_rank, e.starts_at, e.fingerprint)
                            < (\(Int16(clamping: after?.severityRank ?? 1_000)), \(after?.startsAt ?? .goZero), \(after?.fingerprint ?? "")))
                    ORDER BY e.severity_rank DESC, e.starts_at DESC, e.fingerprint DESC
                    LIMIT \(candidateAlerts)
                ) AS e
                ORDER BY walk.id DESC, e.severity_rank DESC, e.starts_at DESC, e.fingerprint DESC
                LIMIT \(candidateAlerts)
            ), page AS MATERIALIZED (
                SELECT e.*, a.name, a.severity, a.namespace, a.workload, a.node, a.labels, a.annotations, a.generator_url
                FROM firing AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                WHERE (\(criteria.severity.names.isEmpty) OR a.severity = ANY(\(criteria.severity.names.sorted())))
                    AND e.severity_rank >= \(Int16(clamping: criteria.severity.leastRank ?? 0))
                    AND (\(criteria.since)::timestamptz IS NULL OR e.starts_at >= \(criteria.since))
                    AND (\(criteria.until)::timestamptz IS NULL OR e.starts_at < \(criteria.until))
                    AND (\(criteria.namespace)::text IS NULL OR a.namespace = \(criteria.namespace))
                    AND NOT EXISTS (
                        SELECT FROM unnest(\(conditions.labels), \(conditions.signs), \(conditions.values)) AS m (label, sign, value)
                        WHERE NOT \(unescaped: MatcherArrays.holds))
                ORDER BY e.incident_id DESC, e.severity_rank DESC, e.starts_at DESC, e.fingerprint DESC
                LIMIT \(page.limit + 1)
            ), examined AS (
                -- The last alert that was looked at where there were as many as may be; else the last incident, likewise; else all are done.
                SELECT e.incident_id, e.severity_rank, e.starts_at, e.fingerprint
                FROM firing AS e
                WHERE (SELECT count(*) FROM firing) = \(candidateAlerts)
                UNION ALL
                SELECT walk.id, (-1)::smallint, '-infinity'::timestamptz, ''
                FROM walk
                WHERE (SELECT count(*) FROM firing) < \(candidateAlerts) AND (SELECT count(*) FROM walk) = \(candidates)
                ORDER BY 1, 2, 3, 4
                LIMIT 1
            )
            SELECT e.*, examined.incident_id AS examined_incident_id, examined.severity_rank AS examined_severity_rank,
                examined.starts_at AS examined_starts_at, examined.fingerprint AS examined_fingerprint
            FROM (SELECT) AS one
            LEFT JOIN examined ON true
            LEFT JOIN page AS e ON true
            ORDER BY e.incident_id DESC, e.severity_rank DESC, e.starts_at DESC, e.fingerprint DESC
            """
    }
}
