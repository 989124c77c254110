-- What ingest runs for one webhook with one new alert whose incident is open, as a transaction of its own.
-- The statements are those of Services/Ingest/Store/Intake, with one row in each array.
\set n random(1, 1000000000000)
BEGIN;
SELECT pg_advisory_xact_lock(30466, hash)
FROM (
    SELECT set_config('lock_timeout', '5s', true),
           set_config('work_mem', '16MB', true),
           set_config('plan_cache_mode', 'force_generic_plan', true),
           set_config('enable_seqscan', 'off', true),
           set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true),
           set_config('enable_bitmapscan', 'off', true),
           set_config('enable_material', 'off', true)
) AS settings,
(SELECT DISTINCT hashtext(cluster) AS hash FROM unnest(ARRAY['bench']) AS cluster ORDER BY hash) AS hashes;
WITH seen AS MATERIALIZED (
    SELECT i.*, a.latest_starts_at, a.placed_in
    FROM unnest(
        ARRAY['bench'], ARRAY[to_hex(:n::bigint)], ARRAY['2026-01-01T00:00:00Z'::timestamptz], ARRAY[NULL::timestamptz], ARRAY[true],
        ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY[1], ARRAY[NULL::timestamptz], ARRAY[false]
    ) WITH ORDINALITY AS i (cluster, fingerprint, starts_at, ends_at, fires, received_at, notices, expires_at, joins, row)
    JOIN alerts AS a ON a.fingerprint = i.fingerprint AND a.cluster = i.cluster
), looked AS MATERIALIZED (
    SELECT i.row, i.cluster, i.fingerprint, i.ends_at, i.received_at, i.notices, i.expires_at, i.latest_starts_at, i.placed_in,
        e.starts_at, e.incident_id, e.firing, e.firing AND i.ends_at IS NOT NULL AS is_end,
        coalesce(
            i.fires AND i.ends_at IS NULL AND e.end_presumed AND e.starts_at = i.latest_starts_at
            AND coalesce(i.expires_at, i.received_at) > e.ends_at, false) AS is_revival
    FROM seen AS i
    LEFT JOIN episodes AS e ON e.fingerprint = i.fingerprint AND e.cluster = i.cluster
        AND e.starts_at = i.starts_at
        AND e.starts_at BETWEEN '2026-01-01T00:00:00Z'::timestamptz AND '2026-01-01T00:00:00Z'::timestamptz
), counted AS (
    UPDATE episodes AS e
    SET notices = e.notices + l.notices, last_received_at = greatest(e.last_received_at, l.received_at),
        expires_at = greatest(e.expires_at, l.expires_at),
        firing = (e.firing OR l.is_revival) AND l.ends_at IS NULL,
        ends_at = CASE
            WHEN l.is_revival THEN NULL
            WHEN l.ends_at IS NULL THEN e.ends_at
            -- A told end replaces a concluded one; of two that were told the later one holds.
            WHEN e.end_presumed THEN l.ends_at
            ELSE greatest(e.ends_at, l.ends_at)
        END,
        end_presumed = e.end_presumed AND NOT l.is_revival AND l.ends_at IS NULL
    FROM looked AS l
    WHERE e.fingerprint = l.fingerprint AND e.starts_at = l.starts_at AND e.cluster = l.cluster
        AND e.starts_at BETWEEN '2026-01-01T00:00:00Z'::timestamptz AND '2026-01-01T00:00:00Z'::timestamptz
)
SELECT l.row, l.starts_at, l.incident_id, l.is_end, l.is_revival, (l.firing OR l.is_revival) AND l.ends_at IS NULL AS firing,
    l.latest_starts_at,
    h.id, coalesce(s.id, h.id), coalesce(s.state, h.state), coalesce(s.last_alert_at, h.last_alert_at),
    CASE WHEN s.id IS NULL THEN h.resolved_at ELSE s.resolved_at END,
    CASE WHEN s.id IS NULL THEN h.flapping_until ELSE s.flapping_until END
FROM looked AS l
LEFT JOIN incidents AS h ON h.id = l.placed_in AND h.cluster = l.cluster
LEFT JOIN incidents AS s ON s.id = h.merged_into AND s.cluster = h.cluster
UNION ALL
SELECT -k.row, NULL, NULL, NULL, NULL, NULL, NULL,
    h.id, coalesce(s.id, h.id), coalesce(s.state, h.state), coalesce(s.last_alert_at, h.last_alert_at),
    CASE WHEN s.id IS NULL THEN h.resolved_at ELSE s.resolved_at END,
    CASE WHEN s.id IS NULL THEN h.flapping_until ELSE s.flapping_until END
FROM unnest(ARRAY['bench'], ARRAY[(:key)::text]) WITH ORDINALITY AS k (cluster, correlation_key, row)
JOIN incidents AS h ON h.cluster = k.cluster AND h.correlation_key = k.correlation_key AND h.is_current
LEFT JOIN incidents AS s ON s.id = h.merged_into AND s.cluster = h.cluster;
WITH input AS MATERIALIZED (
SELECT * FROM unnest(
    ARRAY['bench'], ARRAY[to_hex(:n::bigint)], ARRAY['2026-01-01T00:00:00Z'::timestamptz], ARRAY[NULL::timestamptz], ARRAY[false],
    ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY[NULL::timestamptz], ARRAY[1], ARRAY[(:incident)::uuid],
    ARRAY['KubePodNotReady'], ARRAY['warning'], ARRAY[2::smallint], ARRAY['shop'], ARRAY['app-1'],
    ARRAY[NULL::text], ARRAY[json_build_object(
'alertname', 'KubePodNotReady', 'cluster', 'bench', 'job', 'kube-state-metrics', 'namespace', 'shop', 'pod',
'app-1-7c9d8f6b54-x2x9k', 'deployment', 'app-1', 'severity', 'warning', 'series', :n::bigint)], ARRAY['{"summary": "Pod has been in a non-ready state for more than 15 minutes.", "runbook_url": "https://runbooks.example.com/kubepodnotready"}'::json], ARRAY['http://prometheus/graph?g0.expr=up']
) AS input (
    cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, notices,
    incident_id, name, severity, severity_rank, namespace, workload, node, labels, annotations, generator_url)
), new_alerts AS (
INSERT INTO alerts (
    cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, latest_starts_at)
SELECT cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, starts_at
FROM input
), new_episodes AS (
INSERT INTO episodes (
    cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, incident_id,
    notices, severity_rank, firing)
SELECT cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, incident_id,
    notices, severity_rank, ends_at IS NULL
FROM input
), retired AS (
UPDATE incidents SET is_current = false WHERE id = ANY(ARRAY[]::uuid[]) RETURNING 1
), opened AS (
INSERT INTO incidents (
    id, cluster, correlation_key, title, severity, severity_rank, flapping_until, opened_at, updated_at, last_alert_at)
SELECT id, cluster, correlation_key, title, severity, severity_rank, flapping_until, now(), now(), now()
FROM unnest(
    ARRAY[]::uuid[], ARRAY[]::text[],
    ARRAY[]::text[],
    ARRAY[]::text[], ARRAY[]::text[],
    ARRAY[]::smallint[], ARRAY[]::timestamptz[]
) AS opened (id, cluster, correlation_key, title, severity, severity_rank, flapping_until)
WHERE (SELECT count(*) FROM retired) >= 0
), touched AS (
UPDATE incidents AS i
SET severity = CASE WHEN t.severity IS NOT NULL AND (t.severity_rank > i.severity_rank OR i.settle_at IS NOT NULL OR t.reopened) THEN t.severity ELSE i.severity END,
    severity_rank = CASE WHEN t.severity IS NOT NULL AND (t.severity_rank > i.severity_rank OR i.settle_at IS NOT NULL OR t.reopened) THEN t.severity_rank ELSE i.severity_rank END,
    state = CASE WHEN t.reopened THEN 'open' ELSE i.state END,
    resolved_at = CASE WHEN t.reopened THEN NULL ELSE i.resolved_at END,
    last_alert_at = CASE WHEN t.severity IS NULL THEN i.last_alert_at ELSE greatest(i.last_alert_at, now()) END,
    settle_at = CASE WHEN t.severity IS NULL THEN i.settle_at END,
    flapping_until = greatest(i.flapping_until, t.flapping_until), updated_at = now()
FROM unnest(
    ARRAY[(:incident)::uuid], ARRAY['warning'], ARRAY[2::smallint],
    ARRAY[false], ARRAY[NULL::timestamptz]
) AS t (id, severity, severity_rank, reopened, flapping_until)
WHERE i.id = t.id
), entries AS (
INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
SELECT * FROM unnest(
    ARRAY['bench'], ARRAY[(:incident)::uuid],
    ARRAY[now()], ARRAY['alert_joined'],
    ARRAY['KubePodNotReady: shop/app-1'],
    ARRAY[to_hex(:n::bigint)])
), asked AS MATERIALIZED (
SELECT * FROM unnest(
    ARRAY['bench'], ARRAY[(:incident)::uuid],
    ARRAY['KubePodNotReady'],
    ARRAY['shop/app-1'],
    ARRAY[to_hex(:n::bigint)], ARRAY['2026-01-01T00:00:00Z'::timestamptz],
    ARRAY[''],
    ARRAY[2::smallint]
) AS asked (cluster, incident_id, alert_name, subject, fingerprint, starts_at, thread_ts, priority)
), renewable AS (
SELECT j.id, j.cluster, a.fingerprint, a.starts_at, a.thread_ts, a.priority
FROM asked AS a
JOIN jobs AS j
    ON j.incident_id = a.incident_id AND j.kind = 'analyze' AND j.alert_name = a.alert_name AND j.subject = a.subject
        AND j.cluster = a.cluster
WHERE j.state IN ('done', 'dead') AND j.finished_at <= now() - interval '6 hours'
-- Whoever replays it just now asks for the same, and is not waited for.
FOR UPDATE OF j SKIP LOCKED
), renewed_jobs AS (
UPDATE jobs AS j
SET state = 'queued', attempts = 0, due_at = now(), created_at = now(), finished_at = NULL, error = NULL, worker = NULL,
    fingerprint = r.fingerprint, starts_at = r.starts_at, thread_ts = r.thread_ts, priority = r.priority
FROM renewable AS r
WHERE j.id = r.id AND j.cluster = r.cluster
RETURNING 1
), new_jobs AS (
INSERT INTO jobs (
    cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, thread_ts, priority, due_at, created_at)
SELECT cluster, incident_id, 'analyze', alert_name, subject, fingerprint, starts_at, thread_ts, priority, now(), now()
FROM asked
-- The conflict below would wait for a worker that is about to finish the job; this looks and doesn't wait.
WHERE NOT EXISTS (
    SELECT FROM jobs
    WHERE jobs.incident_id = asked.incident_id AND jobs.kind = 'analyze' AND jobs.alert_name = asked.alert_name
        AND jobs.subject = asked.subject AND jobs.cluster = asked.cluster)
ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO NOTHING
RETURNING 1
)
SELECT (SELECT count(*) FROM new_jobs) + (SELECT count(*) FROM renewed_jobs);
COMMIT;
