-- The rows of a webhook with 200 new alerts and nothing else: made by the server itself, in one statement, with no lock and nothing looked up.
-- It is what PostgreSQL can write of them at best.
\set n random(1, 1000000000000)
WITH made AS MATERIALIZED (
    SELECT to_hex(:n::bigint * 200 + k) AS fingerprint, k FROM generate_series(1, 200) AS k
), new_alerts AS (
    INSERT INTO alerts (
        cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, latest_starts_at)
    SELECT 'bench', fingerprint, 'KubePodNotReady', 'warning', 'shop', 'app-1', NULL,
        json_build_object(
            'alertname', 'KubePodNotReady', 'cluster', 'bench', 'job', 'kube-state-metrics', 'namespace', 'shop',
            'pod', 'app-1-7c9d8f6b54-x2x9k', 'deployment', 'app-1', 'severity', 'warning', 'series', k),
        '{"summary": "Pod has been in a non-ready state for more than 15 minutes.", "runbook_url": "https://runbooks.example.com/kubepodnotready"}',
        'http://prometheus/graph?g0.expr=up', now()
    FROM made
)
INSERT INTO episodes (
    cluster, fingerprint, starts_at, ends_at, end_presumed, first_received_at, last_received_at, expires_at, incident_id, notices, severity_rank,
    firing)
SELECT 'bench', fingerprint, now(), NULL, false, now(), now(), NULL, (:incident)::uuid, 1, 2, true
FROM made;
