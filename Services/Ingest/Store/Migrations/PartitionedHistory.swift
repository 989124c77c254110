extension Schema {
    /// What grows without end becomes partitioned by time, so that what is past its retention is dropped as files and not row by row.
    ///
    /// Episodes by their start, which their key holds. Timeline and analyses by their incident's id, which is a time as well (UUIDv7):
    /// all of one incident is in one partition, and a lookup of one incident touches no other.
    ///
    /// The table so far becomes the DEFAULT partition as it stands, whatever its size: nothing is copied. That partition also takes what fits
    /// nowhere else: a start years ago or in the future, and old rows of incidents that are still open. Without any other partition
    /// everything works all the same; ``PostgresHistory`` makes them.
    static let partitionedHistory = """
        -- All at once: whoever writes to one of them next waits here, and not while it holds rows of another.
        LOCK TABLE episodes, analyses, timeline IN ACCESS EXCLUSIVE MODE;

        ALTER TABLE episodes RENAME TO episodes_default;
        ALTER INDEX episodes_pkey RENAME TO episodes_default_pkey;
        ALTER INDEX episodes_incident RENAME TO episodes_default_incident;
        CREATE TABLE episodes (LIKE episodes_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (starts_at);
        ALTER TABLE episodes ADD PRIMARY KEY (fingerprint, starts_at, cluster);
        -- The alerts of an incident; whether one of them fires, and the gravest that does.
        CREATE INDEX episodes_incident ON episodes (incident_id, firing, severity_rank);
        ALTER TABLE episodes ATTACH PARTITION episodes_default DEFAULT;

        ALTER TABLE analyses RENAME TO analyses_default;
        ALTER INDEX analyses_pkey RENAME TO analyses_default_pkey;
        ALTER INDEX analyses_uncorrelated RENAME TO analyses_default_uncorrelated;
        ALTER INDEX analyses_cause RENAME TO analyses_default_cause;
        CREATE TABLE analyses (LIKE analyses_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (incident_id);
        ALTER TABLE analyses ADD PRIMARY KEY (incident_id, alert_name, subject, cluster);
        -- Those whose worker vanished before it asked which other incidents have the same cause.
        CREATE INDEX analyses_uncorrelated ON analyses (stored_at) WHERE NOT correlated;
        -- Who blames an object.
        CREATE INDEX analyses_cause ON analyses (cluster, cause_object) WHERE cause_object IS NOT NULL;
        ALTER TABLE analyses ATTACH PARTITION analyses_default DEFAULT;

        -- One sequence for all partitions: entries are in one order, wherever they are.
        CREATE SEQUENCE timeline_order AS bigint;
        SELECT setval('timeline_order', last_value, is_called) FROM timeline_seq_seq;
        ALTER TABLE timeline ALTER COLUMN seq DROP IDENTITY;
        ALTER TABLE timeline ALTER COLUMN seq SET DEFAULT nextval('timeline_order');
        ALTER TABLE timeline RENAME TO timeline_default;
        ALTER INDEX timeline_pkey RENAME TO timeline_default_pkey;
        CREATE TABLE timeline (LIKE timeline_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (incident_id);
        ALTER TABLE timeline ADD PRIMARY KEY (incident_id, seq, cluster);
        ALTER TABLE timeline ATTACH PARTITION timeline_default DEFAULT;
        ALTER SEQUENCE timeline_order OWNED BY timeline.seq;
        """
}
