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
        CASE WHEN i.state = 'resolved' THEN i.resolution END AS resolution,
        CASE WHEN i.state IN ('open', 'acknowledged') THEN i.flapping_until END AS flapping_until, progress.analysis
        """

    /// Its alerts, served by `episodes_incident` alone, and bounded: an incident may have gathered a hundred thousand; and how far its analyses are,
    /// served by `jobs_once`.
    static let counts = """
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.firing) AS firing, count(DISTINCT e.fingerprint) AS alerts
            FROM (
                SELECT firing, fingerprint FROM episodes WHERE incident_id = i.id ORDER BY firing DESC, severity_rank DESC LIMIT 1000
            ) AS e
        ) AS counts
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN bool_or(j.state = 'dead') THEN 'failed'
                WHEN bool_or(j.overdue_at IS NOT NULL) THEN 'overdue'
                WHEN bool_or(j.state = 'running') THEN 'running'
                WHEN bool_or(j.state = 'queued') THEN 'waiting'
                WHEN i.cause_weight IS NOT NULL THEN 'done'
                ELSE 'none'
            END AS analysis
            FROM (
                SELECT state, overdue_at FROM jobs WHERE incident_id = i.id AND kind = 'analyze' AND state <> 'done' LIMIT 1000
            ) AS j
        ) AS progress
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
                    resolution: try row.decode("resolution"), isHidden: try row.decode("hidden"),
                    flappingUntil: try row.decode("flapping_until"),
                    analysis: AnalysisProgress(rawValue: try row.decode("analysis", as: String.self)) ?? .none))
        }
        return summaries
    }
}
