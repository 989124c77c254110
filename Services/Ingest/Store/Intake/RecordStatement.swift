import Contracts
import IngestDomain
import Postgres
import Primitives

/// Writes a plan down: alerts, episodes, incidents, timeline and jobs in one statement, a set a table.
///
/// It answers with the incidents of episodes that a newer one of the same alert has ended, and with how many jobs are new.
struct RecordStatement {
    let plan: IntakePlan
    let now: Timestamp

    var query: PostgresQuery {
        """
        WITH input AS MATERIALIZED (
            SELECT * FROM unnest(
                \(plan.episodes.map(\.notice.alert.cluster)), \(plan.episodes.map(\.notice.alert.fingerprint)),
                \(plan.episodes.map(\.notice.startsAt)), \(plan.episodes.map(\.endsAt)), \(plan.episodes.map(\.notice.alert.receivedAt)),
                \(plan.episodes.map(\.notice.receivedAt)), \(plan.episodes.map { Int32(clamping: $0.notice.count) }),
                \(plan.episodes.map(\.incident)), \(plan.episodes.map(\.supersedes)),
                \(plan.episodes.map(\.notice.alert.alert.name)), \(plan.episodes.map(\.notice.alert.severity.name)),
                \(plan.episodes.map { Int16($0.notice.alert.severity.rank) }), \(plan.episodes.map(\.notice.alert.namespace)),
                \(plan.episodes.map(\.notice.alert.workload)), \(plan.episodes.map(\.notice.alert.node)),
                \(plan.episodes.map { JSONText.object($0.notice.alert.alert.labels) }),
                \(plan.episodes.map { JSONText.object($0.notice.alert.alert.annotations) }),
                \(plan.episodes.map(\.notice.alert.alert.generatorURL))
            ) AS input (
                cluster, fingerprint, starts_at, ends_at, first_received_at, last_received_at, notices, incident_id, supersedes,
                name, severity, severity_rank, namespace, workload, node, labels, annotations, generator_url)
        ), superseded AS (
            UPDATE episodes AS e
            SET firing = false, ends_at = greatest(i.starts_at, e.starts_at)
            FROM input AS i
            WHERE i.supersedes IS NOT NULL AND e.firing
                AND e.fingerprint = i.fingerprint AND e.starts_at = i.supersedes AND e.cluster = i.cluster
            RETURNING e.incident_id
        ), new_alerts AS (
            INSERT INTO alerts (
                cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, latest_starts_at)
            SELECT cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, starts_at
            FROM input
            ON CONFLICT (fingerprint, cluster) DO UPDATE
            SET name = excluded.name, severity = excluded.severity, namespace = excluded.namespace, workload = excluded.workload,
                node = excluded.node, labels = excluded.labels, annotations = excluded.annotations,
                generator_url = excluded.generator_url, latest_starts_at = excluded.latest_starts_at
            WHERE alerts.latest_starts_at < excluded.latest_starts_at
        ), new_episodes AS (
            INSERT INTO episodes (
                cluster, fingerprint, starts_at, ends_at, first_received_at, last_received_at, incident_id, notices, severity_rank, firing)
            SELECT cluster, fingerprint, starts_at, ends_at, first_received_at, last_received_at, incident_id, notices, severity_rank,
                ends_at IS NULL
            FROM input
        ), retired AS (
            UPDATE incidents SET is_current = false WHERE id = ANY(\(plan.opened.compactMap(\.retires))) RETURNING 1
        ), opened AS (
            INSERT INTO incidents (id, cluster, correlation_key, title, severity, severity_rank, opened_at, updated_at, last_alert_at)
            SELECT id, cluster, correlation_key, title, severity, severity_rank, \(now), \(now), \(now)
            FROM unnest(
                \(plan.opened.map(\.id)), \(plan.opened.map(\.first.cluster)), \(plan.opened.map(\.first.correlationKey.description)),
                \(plan.opened.map { IncidentTitle.provisional($0.first) }), \(plan.opened.map(\.severity.name)),
                \(plan.opened.map { Int16($0.severity.rank) })
            ) AS opened (id, cluster, correlation_key, title, severity, severity_rank)
            WHERE (SELECT count(*) FROM retired) >= 0
        ), joined AS (
            UPDATE incidents AS i
            SET severity = CASE WHEN j.severity_rank > i.severity_rank OR i.settle_at IS NOT NULL OR j.reopened THEN j.severity ELSE i.severity END,
                severity_rank = CASE
                    WHEN i.settle_at IS NOT NULL OR j.reopened THEN j.severity_rank
                    ELSE greatest(i.severity_rank, j.severity_rank)
                END,
                state = CASE WHEN j.reopened THEN 'open' ELSE i.state END,
                resolved_at = CASE WHEN j.reopened THEN NULL ELSE i.resolved_at END,
                last_alert_at = greatest(i.last_alert_at, \(now)), updated_at = \(now), settle_at = NULL
            FROM unnest(
                \(plan.joined.map(\.id)), \(plan.joined.map(\.severity.name)), \(plan.joined.map { Int16($0.severity.rank) }),
                \(plan.joined.map(\.isReopened))
            ) AS j (id, severity, severity_rank, reopened)
            WHERE i.id = j.id
        ), entries AS (
            INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
            SELECT * FROM unnest(
                \(plan.timeline.map(\.cluster)), \(plan.timeline.map(\.incident)), \(plan.timeline.map(\.alert.receivedAt)),
                \(plan.timeline.map(\.kind.rawValue)), \(plan.timeline.map { IncidentTitle.provisional($0.alert) }),
                \(plan.timeline.map(\.alert.fingerprint)))
        ), new_jobs AS (
            INSERT INTO jobs (
                cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, thread_ts, priority, due_at, created_at)
            SELECT cluster, incident_id, 'analyze', alert_name, subject, fingerprint, starts_at, thread_ts, priority, \(now), \(now)
            FROM unnest(
                \(plan.jobs.map(\.alert.cluster)), \(plan.jobs.map(\.incident)), \(plan.jobs.map(\.alert.analysisKey.alertName)),
                \(plan.jobs.map(\.alert.analysisKey.subject)), \(plan.jobs.map(\.alert.fingerprint)),
                \(plan.jobs.map(\.alert.alert.startsAt)), \(plan.jobs.map(\.alert.threadTs)), \(plan.jobs.map { Int16($0.alert.severity.rank) })
            ) AS job (cluster, incident_id, alert_name, subject, fingerprint, starts_at, thread_ts, priority)
            -- The conflict below would wait for a worker that is about to finish the job; this looks and doesn't wait.
            WHERE NOT EXISTS (
                SELECT FROM jobs
                WHERE jobs.incident_id = job.incident_id AND jobs.kind = 'analyze' AND jobs.alert_name = job.alert_name
                    AND jobs.subject = job.subject AND jobs.cluster = job.cluster)
            ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO NOTHING
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM new_jobs), ARRAY(SELECT incident_id FROM superseded WHERE incident_id IS NOT NULL)
        """
    }
}
