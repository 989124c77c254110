extension Schema {
    static let incidents = """
        CREATE TABLE incidents (
            id uuid NOT NULL,
            cluster text COLLATE "C" NOT NULL,
            correlation_key text COLLATE "C" NOT NULL,
            -- The latest incident of its correlation key: the one that further alerts join or reopen.
            is_current boolean NOT NULL DEFAULT true,
            state text NOT NULL DEFAULT 'open',
            title text NOT NULL,
            severity text NOT NULL,
            severity_rank smallint NOT NULL,
            opened_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            last_alert_at timestamptz NOT NULL,
            -- When it resolves by itself; NULL while an alert fires.
            settle_at timestamptz,
            resolved_at timestamptz,
            merged_into uuid,
            -- The root cause that speaks for it, and how much that weighs against another one.
            cause jsonb,
            cause_weight double precision,
            summary text,
            detail text,
            -- Ids sort by time, so this also serves the list, newest first.
            PRIMARY KEY (id, cluster),
            CONSTRAINT incidents_state CHECK (state IN ('open', 'acknowledged', 'resolved', 'merged')),
            CONSTRAINT incidents_merge CHECK ((state = 'merged') = (merged_into IS NOT NULL))
        ) WITH (fillfactor = 80);

        -- One holder a correlation key: this is what keeps an incident from being opened twice.
        CREATE UNIQUE INDEX incidents_current ON incidents (cluster, correlation_key) WHERE is_current;
        -- The list of what wants attention, among however many old ones.
        CREATE INDEX incidents_active ON incidents (id) WHERE state IN ('open', 'acknowledged');
        -- What the sweep looks for.
        CREATE INDEX incidents_due ON incidents (settle_at) WHERE settle_at IS NOT NULL;
        -- What an incident has absorbed.
        CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
        """
}
