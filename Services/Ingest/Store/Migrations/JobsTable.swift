extension Schema {
    static let jobs = """
        CREATE TABLE jobs (
            id bigint GENERATED ALWAYS AS IDENTITY,
            cluster text COLLATE "C" NOT NULL,
            incident_id uuid NOT NULL,
            kind text COLLATE "C" NOT NULL,
            alert_name text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            -- The episode that asked for it.
            fingerprint text COLLATE "C",
            starts_at timestamptz,
            thread_ts text NOT NULL DEFAULT '',
            priority smallint NOT NULL,
            state text NOT NULL DEFAULT 'queued',
            -- Counted when an attempt begins.
            attempts smallint NOT NULL DEFAULT 0,
            -- When a queued job may run, and when a running one's lease lapses: either way, when it may be claimed.
            due_at timestamptz NOT NULL,
            worker text,
            error text,
            created_at timestamptz NOT NULL,
            finished_at timestamptz,
            PRIMARY KEY (id, cluster),
            CONSTRAINT jobs_kind CHECK (kind IN ('analyze', 'summarize')),
            CONSTRAINT jobs_state CHECK (state IN ('queued', 'running', 'done', 'dead'))
        ) WITH (fillfactor = 80);

        -- One analysis for each (incident, alertname, workload), one summary for each incident.
        CREATE UNIQUE INDEX jobs_once ON jobs (incident_id, kind, alert_name, subject, cluster);
        -- What a worker claims next.
        CREATE INDEX jobs_due ON jobs (priority DESC, due_at) WHERE state IN ('queued', 'running');
        -- What waits for a person.
        CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';
        """
}
