import IngestDomain
import Postgres
import Primitives

/// Looks at incidents of which an alert ended: the gravest alert that still fires gives the severity; where none does, the hold time begins.
struct ReviewStatement {
    let incidents: [IncidentID]
    let holdTime: Duration
    let now: Timestamp

    var query: PostgresQuery {
        """
        UPDATE incidents AS i
        SET severity = coalesce(gravest.severity, i.severity), severity_rank = coalesce(gravest.severity_rank, i.severity_rank),
            settle_at = CASE WHEN gravest.severity IS NULL THEN \(now + holdTime) END, updated_at = \(now)
        FROM unnest(\(incidents)) AS reviewed (id)
        LEFT JOIN LATERAL (
            SELECT a.severity, e.severity_rank
            FROM episodes AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            WHERE e.incident_id = reviewed.id AND e.firing
            ORDER BY e.severity_rank DESC
            LIMIT 1
        ) AS gravest ON true
        WHERE i.id = reviewed.id AND i.state IN ('open', 'acknowledged')
        """
    }
}
