import Contracts
import IngestDomain
import Postgres
import Primitives

/// An incident as lists and pages read it.
enum IncidentRow {
    static let columns = """
        i.id, i.cluster, i.title, i.state, i.severity, i.opened_at, i.updated_at, i.resolved_at, i.merged_into, i.cause, i.summary,
        counts.firing, counts.alerts
        """

    /// Served by `episodes_incident`.
    static let counts = """
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.firing) AS firing, count(DISTINCT e.fingerprint) AS alerts
            FROM episodes AS e WHERE e.incident_id = i.id
        ) AS counts
        """

    static func decode(_ rows: PostgresRows) throws(PostgresError) -> [IncidentSummary] {
        var summaries: [IncidentSummary] = []
        summaries.reserveCapacity(rows.count)
        for row in rows {
            let (id, cluster, title, state, severity, openedAt, updatedAt) = try row.decode(
                as: (IncidentID, String, String, String, String, Timestamp, Timestamp).self)
            let firing = try row.decode("firing", as: Int.self)
            let alerts = try row.decode("alerts", as: Int.self)
            summaries.append(
                IncidentSummary(
                    id: id, cluster: cluster, title: title, state: IncidentState(rawValue: state) ?? .open, severity: severity,
                    openedAt: openedAt, updatedAt: updatedAt, resolvedAt: try row.decode("resolved_at"),
                    mergedInto: try row.decode("merged_into"), alerts: AlertCounts(firing: firing, resolved: max(0, alerts - firing)),
                    cause: try row.decode("cause", as: PostgresJSON?.self)?.decode(), summary: try row.decode("summary")))
        }
        return summaries
    }
}
