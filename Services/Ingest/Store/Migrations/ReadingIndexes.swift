extension Schema {
    /// What lists, events and statistics are read by. What each costs intake is said beside it.
    static let reading = """
        -- Lists of one cluster. An entry for each new incident and each time that one settles, at the end of the cluster's part.
        CREATE INDEX incidents_cluster ON incidents (cluster, id);
        CREATE INDEX incidents_cluster_active ON incidents (cluster, id) WHERE state IN ('open', 'acknowledged');
        -- Nothing for intake: only people assign.
        CREATE INDEX incidents_assignee ON incidents (assignee, id) WHERE assignee IS NOT NULL;

        -- The alerts of an incident in the order of its list. Wider entries than before, and not one more.
        DROP INDEX episodes_incident;
        CREATE INDEX episodes_incident ON episodes (incident_id, firing, severity_rank, starts_at, fingerprint);

        -- The timeline is also the log of everything that happens. Transactions commit in another order than they number what they write, so a
        -- reader goes by the transaction first, and only up to the oldest one that still runs: nothing can come in before that any more.
        -- An entry for each of the timeline's, always at the end.
        ALTER TABLE timeline ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
        CREATE INDEX timeline_log ON timeline (xid, seq);

        -- Numbers by the hour: so many rows for an hour and a cluster, whatever happened in it. Written from the log by a job.
        CREATE TABLE statistics (
            cluster text COLLATE "C" NOT NULL,
            hour timestamptz NOT NULL,
            measure text COLLATE "C" NOT NULL,
            -- What is told apart within a measure: a cause's category, an outcome, a step of a scale of durations.
            part text COLLATE "C" NOT NULL DEFAULT '',
            value bigint NOT NULL,
            PRIMARY KEY (cluster, hour, measure, part)
        ) WITH (fillfactor = 80);
        -- Of all clusters.
        CREATE INDEX statistics_hour ON statistics (hour);

        -- How far the job has read the log: one row, whose lock makes one replica work at a time.
        CREATE TABLE statistics_progress (
            xid xid8 NOT NULL,
            seq bigint NOT NULL,
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
        );
        INSERT INTO statistics_progress (xid, seq) VALUES ('0', 0);
        """
}
