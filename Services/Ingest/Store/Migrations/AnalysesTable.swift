extension Schema {
    static let analyses = """
        CREATE TABLE analyses (
            incident_id uuid NOT NULL,
            alert_name text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            cluster text COLLATE "C" NOT NULL,
            fingerprint text COLLATE "C",
            stored_at timestamptz NOT NULL,
            -- The best root cause: how much it weighs, and, where it is sure enough to hold incidents together, what it is.
            weight double precision NOT NULL,
            cause_category text,
            cause_object text COLLATE "C",
            -- Whether it was asked which other incidents have this cause: set a moment after it is stored.
            correlated boolean NOT NULL DEFAULT false,
            -- The agent's answer as it came. Read as a whole and never searched: plain JSON is half the work of jsonb.
            response json NOT NULL,
            PRIMARY KEY (incident_id, alert_name, subject, cluster),
            CONSTRAINT analyses_cause CHECK ((cause_category IS NULL) = (cause_object IS NULL))
        );

        -- Those whose worker vanished in that moment.
        CREATE INDEX analyses_uncorrelated ON analyses (stored_at) WHERE NOT correlated;
        -- Who blames an object.
        CREATE INDEX analyses_cause ON analyses (cluster, cause_object) WHERE cause_object IS NOT NULL;
        """
}
