package import IngestDomain
import Postgres
import Primitives

/// A list looks at candidates in the order of their ids, so many of them at a time, and shows those that fit.
///
/// What picks the candidates has an index of its own; everything else is asked of a bounded number of rows, so that no filter, however rare what it
/// looks for, takes longer than a page. Such a page may come out short or empty; its cursor is then the last candidate that was looked at.
extension PostgresIncidentReader {
    /// Candidates of a page whose filters look at the incident alone.
    private static let candidates = 500
    /// Where the alerts of each are looked at as well, ten of them or so.
    private static let candidatesWithAlerts = 80
    /// Of a huge incident: those that fire, and the gravest.
    private static let alertsOfCandidate = 1_000

    package func incidents(
        _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID> {
        guard let scope = scope.narrowed(to: criteria.cluster) else { return Paged(items: [], next: nil) }
        let query = Self.list(criteria, page, cluster: scope.cluster)
        let rows = try await database.query(query)
        return try decoded { () throws(PostgresError) in
            let summaries = try IncidentRow.decode(rows)
            let items = Array(summaries.prefix(page.limit))
            let isFull = summaries.count > page.limit
            return Paged(items: items, next: isFull ? items.last?.id : try rows.first?.decode("examined"))
        }
    }

    private static func list(_ criteria: IncidentCriteria, _ page: Page<IncidentID>, cluster: String?) -> PostgresQuery {
        let looksAtAlerts = criteria.namespace != nil || !criteria.matchers.isEmpty
        let budget = looksAtAlerts ? candidatesWithAlerts : candidates
        let conditions = MatcherArrays(criteria.matchers)
        return """
            WITH walk AS MATERIALIZED (
                SELECT i.id, i.cluster FROM incidents AS i
                WHERE i.id < \(before(page, criteria)) AND i.id >= \(IncidentID.first(at: criteria.since))
                    AND \(unescaped: criteria.assignee == nil ? "NULL IS NOT DISTINCT FROM" : "i.assignee =") \(criteria.assignee)
                    AND \(unescaped: cluster == nil ? "NULL IS NOT DISTINCT FROM" : "i.cluster =") \(cluster)
                    \(unescaped: isActiveOnly(criteria) ? "AND i.state IN ('open', 'acknowledged')" : "")
                ORDER BY i.id DESC
                LIMIT \(unescaped: String(budget))
            ), page AS MATERIALIZED (
                SELECT i.* FROM walk
                JOIN incidents AS i ON i.id = walk.id AND i.cluster = walk.cluster
                WHERE i.state = ANY(\(states(criteria)))
                    AND (\(criteria.severity.names.isEmpty) OR coalesce(i.chosen_severity, i.severity) = ANY(\(criteria.severity.names.sorted())))
                    AND coalesce(i.chosen_severity_rank, i.severity_rank) >= \(Int16(clamping: criteria.severity.leastRank ?? 0))
                    AND (\(criteria.isHidden)::bool IS NULL OR i.hidden = \(criteria.isHidden))
                    AND (\(criteria.activeAt)::timestamptz IS NULL
                        OR i.opened_at <= \(criteria.activeAt) AND coalesce(i.resolved_at > \(criteria.activeAt), true))
                    AND (\(criteria.text)::text IS NULL
                        OR \(unescaped: words("concat_ws(' ', i.chosen_title, i.title, i.summary)"))
                            @@ websearch_to_tsquery('simple', translate(\(criteria.text), '/.', '  ')))
                    AND (NOT \(looksAtAlerts) OR EXISTS (
                        SELECT FROM (
                            SELECT fingerprint, cluster FROM episodes WHERE incident_id = i.id
                            ORDER BY firing DESC, severity_rank DESC
                            LIMIT \(unescaped: String(alertsOfCandidate))
                        ) AS e
                        JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                        WHERE (\(criteria.namespace)::text IS NULL OR a.namespace = \(criteria.namespace))
                            AND NOT EXISTS (
                                SELECT FROM unnest(\(conditions.labels), \(conditions.signs), \(conditions.values)) AS m (label, sign, value)
                                WHERE NOT \(unescaped: MatcherArrays.holds))))
                ORDER BY i.id DESC
                LIMIT \(page.limit + 1)
            )
            SELECT \(unescaped: IncidentRow.columns), examined.last AS examined
            FROM (
                SELECT CASE WHEN count(*) = \(budget) THEN (SELECT id FROM walk ORDER BY id LIMIT 1) END AS last FROM walk
            ) AS examined
            LEFT JOIN page AS i ON true
            \(unescaped: IncidentRow.counts)
            ORDER BY i.id DESC
            """
    }

    /// A text's words. Without slashes and dots, which make PostgreSQL take `shop/orders` for a path and `orders.shop` for a host, a word each.
    private static func words(_ text: String) -> String {
        "to_tsvector('simple', translate(\(text), '/.', '  '))"
    }

    private static func isActiveOnly(_ criteria: IncidentCriteria) -> Bool {
        !criteria.states.isEmpty && criteria.states.allSatisfy(\.isActive)
    }

    private static func states(_ criteria: IncidentCriteria) -> [String] {
        let states = criteria.states.isEmpty ? Set(IncidentState.allCases).subtracting([.merged]) : criteria.states
        return states.map(\.rawValue).sorted()
    }

    /// Where the list begins: behind the page before, or at the end of the window.
    private static func before(_ page: Page<IncidentID>, _ criteria: IncidentCriteria) -> IncidentID {
        var end = IncidentID(UUIDv7(high: .max, low: .max))
        if let until = criteria.until { end = min(end, .first(at: until)) }
        if let at = criteria.activeAt { end = min(end, .first(at: at + .milliseconds(1))) }
        if let after = page.after { end = min(end, after) }
        return end
    }
}

extension IncidentID {
    /// The least id that one opened at this time can have; of all for nil.
    static func first(at time: Timestamp?) -> IncidentID {
        let milliseconds = UInt64(clamping: (time?.microseconds ?? 0) / 1_000)
        return IncidentID(UUIDv7(high: min(milliseconds, (1 << 48) - 1) << 16, low: 0))
    }
}
