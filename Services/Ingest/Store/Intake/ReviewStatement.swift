import IngestDomain
import Postgres
import Primitives

/// Looks at incidents of which an alert ended: the gravest alert that still fires gives the severity. Where none does, the gravest that there was
/// gives it, and the hold time begins, or lasts until nothing flaps any more.
struct ReviewStatement {
    let incidents: [IncidentID]
    let holdTime: Duration
    let now: Timestamp

    /// Served by `episodes_incident`, backwards.
    var query: PostgresQuery {
        """
        UPDATE incidents AS i
        SET severity = coalesce(gravest.severity, i.severity), severity_rank = coalesce(gravest.severity_rank, i.severity_rank),
            settle_at = CASE WHEN gravest.firing IS NOT TRUE THEN greatest(\(now + holdTime), i.flapping_until) END, updated_at = \(now)
        FROM unnest(\(incidents)) AS reviewed (id)
        LEFT JOIN LATERAL (
            SELECT a.severity, e.severity_rank, e.firing
            FROM episodes AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            WHERE e.incident_id = reviewed.id
            ORDER BY e.firing DESC, e.severity_rank DESC
            LIMIT 1
        ) AS gravest ON true
        WHERE i.id = reviewed.id AND i.state IN ('open', 'acknowledged')
        """
    }
}
