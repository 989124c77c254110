-- Fills a migrated, empty database with a history: :episodes episodes up to now, ten an incident, over 390 days.
--
-- psql variables: episodes; answer, an agent's answer (JSON).
-- Partitions are filled before their indexes are built, which is what makes it a matter of minutes.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SET client_min_messages = warning;
SET timezone = 'UTC';

-- What each number stands for, so that every table tells the same story.
CREATE SCHEMA fixture;
CREATE TABLE fixture.size AS
SELECT :episodes::bigint / 10 AS incidents, now() - interval '390 days' AS first, interval '390 days' / (:episodes / 10) AS step,
    -- Fifty incidents a workload, 25 alerts on each.
    greatest(1, :episodes::bigint / 500) AS workloads;
CREATE TABLE fixture.answer AS SELECT :'answer'::json AS response;

CREATE FUNCTION fixture.id(number bigint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8'
        || substr(md5(number::text), 4, 15))::uuid
$$;
CREATE FUNCTION fixture.fingerprint(alert bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substr(md5(alert::text), 1, 16)
$$;
CREATE FUNCTION fixture.cluster(workload bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE workload % 10 WHEN 0 THEN 'bench' ELSE 'cluster-' || workload % 10 END
$$;

CREATE TABLE fixture.incidents AS
SELECT number, at, fixture.id(number, at) AS id, workload, fixture.cluster(workload) AS cluster, 'team-' || workload % 40 AS namespace,
    'service-' || workload AS name, number > size.incidents - size.workloads AS is_current,
    -- The last two thousand are still open.
    number > size.incidents - 2000 AS is_open
FROM fixture.size,
    LATERAL generate_series(1, size.incidents) AS number,
    LATERAL (SELECT date_trunc('milliseconds', size.first + number * size.step) AS at, number * 7919 % size.workloads AS workload) AS story;
CREATE INDEX ON fixture.incidents (at);
ANALYZE fixture.incidents;

-- The partitions of every sixty days, as the service makes them; those that it has made are still empty.
SELECT 'DROP TABLE ' || inhrelid::regclass
FROM pg_inherits WHERE inhparent IN ('episodes'::regclass, 'timeline'::regclass, 'analyses'::regclass) AND inhrelid::regclass::text LIKE '%\_p%'
\gexec
CREATE TABLE fixture.periods AS
SELECT starts, starts + interval '60 days' AS ends, 'p' || to_char(starts, 'YYYYMMDD') || '_' || to_char(starts + interval '60 days', 'YYYYMMDD') AS name
FROM fixture.size, LATERAL (SELECT to_timestamp(floor(extract(epoch FROM first) / 5184000) * 5184000) AS origin) AS aligned,
    LATERAL generate_series(origin, now() + interval '60 days', interval '60 days') AS starts;

\echo episodes
SELECT format($$
    CREATE TABLE episodes_%1$s (LIKE episodes INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = 90);
    INSERT INTO episodes_%1$s (
        cluster, fingerprint, starts_at, ends_at, first_received_at, last_received_at, incident_id, notices, severity_rank, firing)
    SELECT i.cluster, fixture.fingerprint(i.workload * 25 + (i.number + n) %% 25), least(i.at + n * interval '1 s', %3$L::timestamptz - interval '1 us'),
        CASE WHEN i.is_open THEN NULL ELSE least(i.at + n * interval '1 s', %3$L::timestamptz - interval '1 us') + interval '20 min' END,
        i.at, i.at + interval '20 min', i.id, 3, 1 + (i.number + n) %% 3, i.is_open
    FROM fixture.incidents AS i, generate_series(0, 9) AS n
    WHERE i.at >= %2$L AND i.at < %3$L;
    ALTER TABLE episodes ATTACH PARTITION episodes_%1$s FOR VALUES FROM (%2$L) TO (%3$L);
    $$, name, starts, ends)
FROM fixture.periods ORDER BY starts
\gexec

\echo timeline
SELECT format($$
    CREATE TABLE timeline_%1$s (LIKE timeline INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO timeline_%1$s (cluster, incident_id, at, kind, about, fingerprint)
    SELECT i.cluster, i.id, i.at + n * interval '1 min', (ARRAY['opened', 'alert_joined', 'alert_joined', 'analysis_stored', 'alert_resolved', 'resolved'])[1 + n],
        'KubePodNotReady on ' || i.namespace || '/' || i.name, fixture.fingerprint(i.workload * 25 + (i.number + n) %% 25)
    FROM fixture.incidents AS i, generate_series(0, 5) AS n
    WHERE i.at >= %2$L AND i.at < %3$L AND NOT (i.is_open AND n > 3);
    ALTER TABLE timeline ATTACH PARTITION timeline_%1$s FOR VALUES FROM (%4$L) TO (%5$L);
    $$, name, starts, ends, left(fixture.id(0, starts)::text, 13) || '-0000-0000-000000000000', left(fixture.id(0, ends)::text, 13) || '-0000-0000-000000000000')
FROM fixture.periods ORDER BY starts
\gexec

\echo analyses
SELECT format($$
    CREATE TABLE analyses_%1$s (LIKE analyses INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO analyses_%1$s (
        incident_id, alert_name, subject, cluster, fingerprint, stored_at, weight, cause_category, cause_object, correlated, response)
    SELECT i.id, 'KubePodNotReady', i.namespace || '/' || i.name, i.cluster, fixture.fingerprint(i.workload * 25 + i.number %% 25),
        i.at + interval '30 s', 2.9, 'oom_killed', 'workload:' || i.namespace || '/' || i.name, true, answer.response
    FROM fixture.incidents AS i, fixture.answer
    WHERE i.at >= %2$L AND i.at < %3$L AND i.number %% 10 = 0;
    ALTER TABLE analyses ATTACH PARTITION analyses_%1$s FOR VALUES FROM (%4$L) TO (%5$L);
    $$, name, starts, ends, left(fixture.id(0, starts)::text, 13) || '-0000-0000-000000000000', left(fixture.id(0, ends)::text, 13) || '-0000-0000-000000000000')
FROM fixture.periods ORDER BY starts
\gexec

-- The others keep their indexes, except the primary keys and what is unique, while they are filled.
CREATE TABLE fixture.indexes AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid IN ('alerts'::regclass, 'incidents'::regclass, 'jobs'::regclass) AND NOT indisprimary;
SELECT 'DROP INDEX ' || name FROM fixture.indexes
\gexec

\echo alerts
INSERT INTO alerts (
    cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, latest_starts_at)
SELECT fixture.cluster(workload), fixture.fingerprint(alert), 'KubePodNotReady', (ARRAY['info', 'warning', 'critical'])[1 + alert % 3],
    'team-' || workload % 40, 'service-' || workload, NULL,
    json_build_object(
        'alertname', 'KubePodNotReady', 'cluster', fixture.cluster(workload), 'job', 'kube-state-metrics', 'namespace', 'team-' || workload % 40,
        'pod', 'service-' || workload || '-7c9d8f6b54-x2x9k', 'deployment', 'service-' || workload, 'severity', 'warning', 'series', alert::text),
    '{"summary": "Pod has been in a non-ready state for more than 15 minutes.", "runbook_url": "https://runbooks.example.com/kubepodnotready"}',
    'http://prometheus:9090/graph?g0.expr=up', newest.at + interval '9 s'
FROM fixture.size, LATERAL generate_series(0, size.workloads * 25 - 1) AS alert, LATERAL (SELECT alert / 25 AS workload) AS place
JOIN (SELECT workload, max(at) AS at FROM fixture.incidents GROUP BY workload) AS newest USING (workload);

\echo incidents
INSERT INTO incidents (
    id, cluster, correlation_key, is_current, state, title, severity, severity_rank, opened_at, updated_at, last_alert_at, resolved_at,
    cause, cause_weight, summary)
SELECT id, cluster, 'workload:' || namespace || '/' || name, is_current, CASE WHEN is_open THEN 'open' ELSE 'resolved' END,
    'KubePodNotReady on ' || namespace || '/' || name, (ARRAY['info', 'warning', 'critical'])[1 + number % 3], 1 + number % 3, at,
    at + CASE WHEN is_open THEN interval '1 min' ELSE interval '25 min' END, at + interval '9 s', CASE WHEN NOT is_open THEN at + interval '25 min' END,
    CASE WHEN number % 10 = 0 THEN to_jsonb(response -> 'root_causes' -> 0) END, CASE WHEN number % 10 = 0 THEN 2.9 END,
    CASE WHEN number % 10 = 0 THEN response ->> 'analysis_summary' END
FROM fixture.incidents, fixture.answer;

\echo jobs
INSERT INTO jobs (
    cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, priority, state, attempts, due_at, created_at, finished_at)
SELECT cluster, id, 'analyze', 'KubePodNotReady', namespace || '/' || name, fixture.fingerprint(workload * 25 + number % 25), at,
    1 + number % 3, 'done', 1, at, at, at + interval '30 s'
FROM fixture.incidents;

\echo indexes
SELECT definition FROM fixture.indexes
\gexec

-- By what resolved incidents are found again: what incidents of the last months have in common with a new one.
\echo traits
INSERT INTO incident_traits (cluster, trait, incident_id)
SELECT cluster, trait, id
FROM fixture.incidents, LATERAL unnest(ARRAY[
    'alert:KubePodNotReady', 'workload:' || namespace || '/' || name, 'cause:oom_killed', 'word:' || name, 'word:' || namespace]) AS trait
WHERE NOT is_open AND number % 10 = 0;

-- Statistics are gathered from the log; there is no need to gather these.
UPDATE statistics_progress SET xid = pg_current_xact_id();

DROP SCHEMA fixture CASCADE;
\echo statistics
VACUUM (ANALYZE);
CHECKPOINT;
