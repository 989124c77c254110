import Contracts
import IngestDomain
import Postgres
import Primitives

/// Writes down what is new: episodes, incidents, timeline and jobs in one statement, a set a table.
///
/// It answers with how many jobs are to be done.
struct RecordStatement {
    let plan: IntakePlan
    let policy: IncidentPolicy
    let now: Timestamp

    var query: PostgresQuery {
        let columns = EpisodeColumns(plan)
        return """
            WITH new_episodes AS (
                INSERT INTO episodes (
                    cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, incident_id,
                    notices, severity_rank, firing)
                SELECT *, ends_at IS NULL
                FROM unnest(
                    \(columns.clusters), \(columns.fingerprints), \(columns.starts), \(columns.ends), \(columns.presumed),
                    \(columns.firstReceived), \(columns.lastReceived), \(columns.expiries), \(columns.incidents), \(columns.counts),
                    \(columns.ranks)
                ) AS input (
                    cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, incident_id,
                    notices, severity_rank)
            ), retired AS (
                UPDATE incidents SET is_current = false WHERE id = ANY(\(plan.opened.compactMap(\.retires))) RETURNING 1
            ), opened AS (
                INSERT INTO incidents (
                    id, cluster, correlation_key, title, severity, severity_rank, flapping_until, opened_at, updated_at, last_alert_at)
                SELECT id, cluster, correlation_key, title, severity, severity_rank, flapping_until, \(now), \(now), \(now)
                FROM unnest(
                    \(plan.opened.map(\.id)), \(plan.opened.map { plan.notices[$0.first].alert.cluster }),
                    \(plan.opened.map { plan.notices[$0.first].correlation.key.description }),
                    \(plan.opened.map { IncidentTitle.provisional(plan.notices[$0.first].alert) }), \(plan.opened.map(\.severity.name)),
                    \(plan.opened.map { Int16($0.severity.rank) }), \(plan.opened.map(\.flapsUntil))
                ) AS opened (id, cluster, correlation_key, title, severity, severity_rank, flapping_until)
                WHERE (SELECT count(*) FROM retired) >= 0
            ), touched AS (
                UPDATE incidents AS i
                SET severity = CASE WHEN \(unescaped: Self.isGraver) THEN t.severity ELSE i.severity END,
                    severity_rank = CASE WHEN \(unescaped: Self.isGraver) THEN t.severity_rank ELSE i.severity_rank END,
                    state = CASE WHEN t.reopened THEN 'open' ELSE i.state END,
                    resolved_at = CASE WHEN t.reopened THEN NULL ELSE i.resolved_at END,
                    last_alert_at = CASE WHEN t.severity IS NULL THEN i.last_alert_at ELSE greatest(i.last_alert_at, \(now)) END,
                    settle_at = CASE WHEN t.severity IS NULL THEN i.settle_at END,
                    flapping_until = greatest(i.flapping_until, t.flapping_until), updated_at = \(now)
                FROM unnest(
                    \(plan.touched.map(\.id)), \(plan.touched.map { $0.severity?.name }), \(plan.touched.map { $0.severity.map { Int16($0.rank) } }),
                    \(plan.touched.map(\.isReopened)), \(plan.touched.map(\.flapsUntil))
                ) AS t (id, severity, severity_rank, reopened, flapping_until)
                WHERE i.id = t.id
            ), entries AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
                SELECT * FROM unnest(
                    \(plan.timeline.map { plan.notices[$0.first].alert.cluster }), \(plan.timeline.map(\.incident)),
                    \(plan.timeline.map { plan.notices[$0.first].alert.receivedAt }), \(plan.timeline.map(\.kind.rawValue)),
                    \(plan.timeline.map { IncidentTitle.provisional(plan.notices[$0.first].alert, andMore: $0.count - 1) }),
                    \(plan.timeline.map { plan.notices[$0.first].alert.fingerprint }))
            ), asked AS MATERIALIZED (
                SELECT * FROM unnest(
                    \(plan.jobs.map { plan.notices[$0.notice].alert.cluster }), \(plan.jobs.map(\.incident)),
                    \(plan.jobs.map { plan.notices[$0.notice].alert.analysisKey.alertName }),
                    \(plan.jobs.map { plan.notices[$0.notice].alert.analysisKey.subject }),
                    \(plan.jobs.map { plan.notices[$0.notice].alert.fingerprint }), \(plan.jobs.map { plan.notices[$0.notice].startsAt }),
                    \(plan.jobs.map { plan.notices[$0.notice].alert.threadTs }),
                    \(plan.jobs.map { Int16(plan.notices[$0.notice].alert.severity.rank) }),
                    \(plan.jobs.map { plan.notices[$0.notice].alert.traceContext })
                ) AS asked (cluster, incident_id, alert_name, subject, fingerprint, starts_at, thread_ts, priority, trace_context)
            ), renewable AS (
                SELECT j.id, j.cluster, a.fingerprint, a.starts_at, a.thread_ts, a.priority, a.trace_context
                FROM asked AS a
                JOIN jobs AS j
                    ON j.incident_id = a.incident_id AND j.kind = 'analyze' AND j.alert_name = a.alert_name AND j.subject = a.subject
                        AND j.cluster = a.cluster
                WHERE j.state IN ('done', 'dead') AND j.finished_at <= \(now - policy.analysisLifetime)
                -- Whoever replays it just now asks for the same, and is not waited for.
                FOR UPDATE OF j SKIP LOCKED
            ), renewed_jobs AS (
                UPDATE jobs AS j
                SET state = 'queued', attempts = 0, due_at = \(now), created_at = \(now), finished_at = NULL, error = NULL, worker = NULL,
                    fingerprint = r.fingerprint, starts_at = r.starts_at, thread_ts = r.thread_ts, priority = r.priority,
                    trace_context = r.trace_context
                FROM renewable AS r
                WHERE j.id = r.id AND j.cluster = r.cluster
                RETURNING 1
            ), new_jobs AS (
                INSERT INTO jobs (
                    cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, thread_ts, priority, trace_context, due_at,
                    created_at)
                SELECT cluster, incident_id, 'analyze', alert_name, subject, fingerprint, starts_at, thread_ts, priority, trace_context,
                    \(now), \(now)
                FROM asked
                -- The conflict below would wait for a worker that is about to finish the job; this looks and doesn't wait.
                WHERE NOT EXISTS (
                    SELECT FROM jobs
                    WHERE jobs.incident_id = asked.incident_id AND jobs.kind = 'analyze' AND jobs.alert_name = asked.alert_name
                        AND jobs.subject = asked.subject AND jobs.cluster = asked.cluster)
                ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO NOTHING
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM new_jobs) + (SELECT count(*) FROM renewed_jobs)
            """
    }

    /// Whether the alerts that join give the incident its severity: they are graver than those that fire, or none does.
    private static let isGraver = "t.severity IS NOT NULL AND (t.severity_rank > i.severity_rank OR i.settle_at IS NOT NULL OR t.reopened)"
}
