-- What ingest runs for one webhook with one new alert whose incident is open, as a transaction of its own.
-- The statements are those of Services/Ingest/Store/Intake, with one row in each array.
\set n random(1, 1000000000000)
BEGIN;
SELECT pg_advisory_xact_lock(30466, hash)
FROM (
    SELECT set_config('lock_timeout', '5s', true),
           set_config('plan_cache_mode', 'force_generic_plan', true),
           set_config('enable_seqscan', 'off', true),
           set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true)
) AS settings,
(SELECT DISTINCT hashtext(cluster) AS hash FROM unnest(ARRAY['bench']) AS cluster ORDER BY hash) AS hashes;
WITH input AS MATERIALIZED (
    SELECT * FROM unnest(
        ARRAY['bench'], ARRAY[to_hex(:n::bigint)], ARRAY['2026-01-01T00:00:00Z'::timestamptz], ARRAY[NULL::timestamptz],
        ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY[1], ARRAY[(:key)::text]
    ) WITH ORDINALITY AS input (cluster, fingerprint, starts_at, ends_at, received_at, notices, correlation_key, row)
), ended AS (
    UPDATE episodes AS e
    SET firing = false, ends_at = i.ends_at, notices = e.notices + i.notices,
        last_received_at = greatest(e.last_received_at, i.received_at)
    FROM input AS i
    WHERE i.ends_at IS NOT NULL AND e.firing
        AND e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
    RETURNING i.row, e.incident_id
), repeated AS (
    UPDATE episodes AS e
    SET notices = e.notices + i.notices, last_received_at = greatest(e.last_received_at, i.received_at)
    FROM input AS i
    WHERE (i.ends_at IS NULL OR NOT e.firing)
        AND e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
    RETURNING i.row, e.incident_id
), known AS (
    SELECT row, incident_id, true AS ended FROM ended
    UNION ALL
    SELECT row, incident_id, false FROM repeated
)
SELECT row, true AS known, ended, incident_id, NULL::timestamptz AS latest_starts_at, NULL::uuid AS opened, NULL::text AS state,
    NULL::timestamptz AS last_alert_at, NULL::timestamptz AS resolved_at
FROM known
UNION ALL
SELECT i.row, false, false, coalesce(survivor.id, holder.id), a.latest_starts_at, holder.id, coalesce(survivor.state, holder.state),
    coalesce(survivor.last_alert_at, holder.last_alert_at), coalesce(survivor.resolved_at, holder.resolved_at)
FROM input AS i
LEFT JOIN alerts AS a ON a.fingerprint = i.fingerprint AND a.cluster = i.cluster
LEFT JOIN incidents AS holder ON i.ends_at IS NULL
    AND holder.cluster = i.cluster AND holder.correlation_key = i.correlation_key AND holder.is_current
LEFT JOIN incidents AS survivor ON survivor.id = holder.merged_into AND survivor.cluster = holder.cluster
WHERE NOT EXISTS (SELECT FROM known WHERE known.row = i.row);
WITH input AS MATERIALIZED (
    SELECT * FROM unnest(
        ARRAY['bench'], ARRAY[to_hex(:n::bigint)], ARRAY['2026-01-01T00:00:00Z'::timestamptz], ARRAY[NULL::timestamptz],
        ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY['2026-01-01T00:00:01Z'::timestamptz], ARRAY[1], ARRAY[(:incident)::uuid],
        ARRAY[NULL::timestamptz], ARRAY['KubePodNotReady'], ARRAY['warning'], ARRAY[2::smallint], ARRAY['shop'], ARRAY['app-1'],
        ARRAY[NULL::text], ARRAY[jsonb_build_object(
            'alertname', 'KubePodNotReady', 'cluster', 'bench', 'job', 'kube-state-metrics', 'namespace', 'shop', 'pod',
            'app-1-7c9d8f6b54-x2x9k', 'deployment', 'app-1', 'severity', 'warning', 'series', :n::bigint)],
        ARRAY['{"summary": "Pod has been in a non-ready state for more than 15 minutes.", "runbook_url": "https://runbooks.example.com/kubepodnotready"}'::jsonb],
        ARRAY['http://prometheus/graph?g0.expr=up']
    ) AS input (
        cluster, fingerprint, starts_at, ends_at, first_received_at, last_received_at, notices, incident_id, supersedes,
        name, severity, severity_rank, namespace, workload, node, labels, annotations, generator_url)
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
), joined AS (
    UPDATE incidents AS i
    SET severity_rank = greatest(i.severity_rank, 2::smallint), last_alert_at = greatest(i.last_alert_at, now()), updated_at = now(),
        settle_at = NULL
    WHERE i.id = (:incident)::uuid
), entries AS (
    INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
    VALUES ('bench', (:incident)::uuid, now(), 'alert_joined', 'KubePodNotReady on app-1', to_hex(:n::bigint))
), new_jobs AS (
    INSERT INTO jobs (
        cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, thread_ts, priority, due_at, created_at)
    VALUES ('bench', (:incident)::uuid, 'analyze', 'KubePodNotReady', 'shop/app-1', to_hex(:n::bigint), now(), '', 2, now(), now())
    ON CONFLICT (incident_id, kind, alert_name, subject, cluster) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM new_jobs);
COMMIT;
