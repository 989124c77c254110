extension Schema {
    /// One firing → resolved cycle of an alert. Repeats of a notification only change `notices` and `last_received_at`, which no index holds,
    /// so that PostgreSQL updates them in place (HOT) in the room that the fill factor leaves.
    static let episodes = """
        CREATE TABLE episodes (
            cluster text COLLATE "C" NOT NULL,
            fingerprint text COLLATE "C" NOT NULL,
            starts_at timestamptz NOT NULL,
            ends_at timestamptz,
            first_received_at timestamptz NOT NULL,
            last_received_at timestamptz NOT NULL,
            -- NULL where only the end was ever seen.
            incident_id uuid,
            notices integer NOT NULL,
            severity_rank smallint NOT NULL,
            firing boolean NOT NULL,
            PRIMARY KEY (fingerprint, starts_at, cluster),
            CONSTRAINT episodes_end CHECK (firing = (ends_at IS NULL))
        ) WITH (fillfactor = 90);

        -- The alerts of an incident; whether one of them fires, and the gravest that does.
        CREATE INDEX episodes_incident ON episodes (incident_id, firing, severity_rank);
        """
}
