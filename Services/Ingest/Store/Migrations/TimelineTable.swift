extension Schema {
    static let timeline = """
        CREATE TABLE timeline (
            incident_id uuid NOT NULL,
            seq bigint GENERATED ALWAYS AS IDENTITY,
            cluster text COLLATE "C" NOT NULL,
            at timestamptz NOT NULL,
            kind text COLLATE "C" NOT NULL,
            -- What it is about: an alert's name and workload, a cause's title, another incident's title.
            about text NOT NULL,
            fingerprint text COLLATE "C",
            related uuid,
            PRIMARY KEY (incident_id, seq, cluster)
        );
        """
}
