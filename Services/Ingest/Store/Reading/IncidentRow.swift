import Contracts
import IngestDomain
import Postgres
import Primitives

/// An incident as lists and pages read it.
enum IncidentRow {
    /// A person's words stand before the computed ones. What is said of a resolution counts only while it is one.
    static let columns = """
        i.id, i.cluster, coalesce(i.chosen_title, i.title), i.state, coalesce(i.chosen_severity, i.severity), i.opened_at, i.updated_at,
        i.resolved_at, i.merged_into, i.cause, i.summary, counts.firing, counts.alerts, i.hidden, i.assignee, i.acknowledged_at,
        CASE WHEN i.state = 'acknowledged' THEN i.acknowledged_by END AS acknowledged_by,
        CASE WHEN i.state = 'resolved' THEN i.resolved_by END AS resolved_by,
        CASE WHEN i.state = 'resolved' THEN i.resolution END AS resolution
        """

    /// Served by `episodes_incident` alone, and bounded: an incident may have gathered a hundred thousand.
    static let counts = """
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.firing) AS firing, count(DISTINCT e.fingerprint) AS alerts
            FROM (
                SELECT firing, fingerprint FROM episodes WHERE incident_id = i.id ORDER BY firing DESC, severity_rank DESC LIMIT 1000
            ) AS e
        ) AS counts
        """

    /// A row without an id says something else of the answer, and is passed over.
    static func decode(_ rows: PostgresRows) throws(PostgresError) -> [IncidentSummary] {
        var summaries: [IncidentSummary] = []
        summaries.reserveCapacity(rows.count)
        for row in rows where try row.decode("id", as: IncidentID?.self) != nil {
            let (id, cluster, title, state, severity, openedAt, updatedAt) = try row.decode(
                as: (IncidentID, String, String, String, String, Timestamp, Timestamp).self)
            let firing = try row.decode("firing", as: Int.self)
            let alerts = try row.decode("alerts", as: Int.self)
            summaries.append(
                IncidentSummary(
                    id: id, cluster: cluster, title: title, state: IncidentState(rawValue: state) ?? .open, severity: severity,
                    openedAt: openedAt, updatedAt: updatedAt, resolvedAt: try row.decode("resolved_at"),
                    mergedInto: try row.decode("merged_into"), alerts: AlertCounts(firing: firing, resolved: max(0, alerts - firing)),
                    cause: try row.decode("cause", as: PostgresJSON?.self)?.decode(), summary: try row.decode("summary"),
                    assignee: try row.decode("assignee"), acknowledgedAt: try row.decode("acknowledged_at"),
                    acknowledgedBy: try row.decode("acknowledged_by"), resolvedBy: try row.decode("resolved_by"),
                    resolution: try row.decode("resolution"), isHidden: try row.decode("hidden")))
        }
        return summaries
    }
}
