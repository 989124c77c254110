extension SessionSchema {
    static let sessions = """
        CREATE TABLE analysis_sessions (
            -- A UUID of version 7: the time is in it, so that the key is the order of lists and the horizon of the retention.
            id uuid PRIMARY KEY,
            outcome text NOT NULL,
            started_at timestamptz NOT NULL,
            finished_at timestamptz NOT NULL,
            cluster text COLLATE "C" NOT NULL,
            fingerprint text COLLATE "C",
            alert_name text COLLATE "C" NOT NULL,
            workload text COLLATE "C" NOT NULL,
            incident_id text COLLATE "C",
            engine text,
            model text,
            category text,
            object text,
            summary text NOT NULL,
            input_tokens bigint NOT NULL,
            cached_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            calls bigint NOT NULL,
            cost_usd double precision,
            -- All of it, read as a whole and never searched.
            session json NOT NULL,
            CONSTRAINT analysis_sessions_outcome CHECK (outcome IN ('answered', 'abandoned'))
        );

        -- The same alert's, by its fingerprint and by its name and workload.
        CREATE INDEX analysis_sessions_fingerprint ON analysis_sessions (fingerprint, id) WHERE fingerprint IS NOT NULL;
        CREATE INDEX analysis_sessions_workload ON analysis_sessions (alert_name, workload, cluster, id) WHERE workload <> '';
        -- Lists.
        CREATE INDEX analysis_sessions_incident ON analysis_sessions (incident_id, id) WHERE incident_id IS NOT NULL;
        CREATE INDEX analysis_sessions_cluster ON analysis_sessions (cluster, id);
        """
}
