extension Schema {
    /// What people do to incidents, and what they say of them.
    ///
    /// An incident has no column for its version: PostgreSQL keeps one already. `xmin`, the transaction that wrote the row, changes with every
    /// UPDATE, whoever makes it, and costs nothing. With the last entry of the timeline it is the version that people are shown.
    static let people = """
        ALTER TABLE incidents
            -- A person's words stand before the computed ones until they are taken back (NULL).
            ADD COLUMN chosen_title text,
            ADD COLUMN chosen_severity text,
            ADD COLUMN chosen_severity_rank smallint,
            ADD COLUMN assignee text,
            -- The first time that a person said that they are on it, which is what the time to acknowledge is measured by; and who did so last.
            ADD COLUMN acknowledged_at timestamptz,
            ADD COLUMN acknowledged_by text,
            -- How it was resolved, in a person's words, and who they are; both count only while the state is 'resolved'.
            ADD COLUMN resolution text,
            ADD COLUMN resolved_by text,
            ADD COLUMN hidden boolean NOT NULL DEFAULT false,
            ADD CONSTRAINT incidents_chosen_severity CHECK ((chosen_severity IS NULL) = (chosen_severity_rank IS NULL));

        -- The incident that a person has put this alert into: its next episode goes there, whatever its correlation key says.
        ALTER TABLE alerts ADD COLUMN placed_in uuid;

        ALTER TABLE timeline
            -- Who did it; NULL for the system.
            ADD COLUMN actor text,
            -- What a person changed, before and after.
            ADD COLUMN was text,
            ADD COLUMN became text;

        -- Incidents that a person has taken apart: they are not merged for their cause. Each pair is held once, the smaller id first.
        CREATE TABLE incident_separations (
            cluster text COLLATE "C" NOT NULL,
            one uuid NOT NULL,
            other uuid NOT NULL,
            PRIMARY KEY (one, other, cluster),
            CONSTRAINT incident_separations_order CHECK (one < other)
        );
        CREATE INDEX incident_separations_other ON incident_separations (other);

        -- What people say of analyses, to be learned from: kept when the analysis and its incident are long gone.
        CREATE TABLE analysis_feedback (
            id bigint GENERATED ALWAYS AS IDENTITY,
            cluster text COLLATE "C" NOT NULL,
            incident_id uuid NOT NULL,
            alert_name text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            author text COLLATE "C" NOT NULL,
            at timestamptz NOT NULL,
            vote text COLLATE "C" NOT NULL,
            comment text,
            -- What it really was.
            category text COLLATE "C",
            cause text,
            -- What the analysis had said.
            named_category text COLLATE "C",
            named_cause text,
            -- One of each author for each analysis.
            PRIMARY KEY (incident_id, alert_name, subject, author, cluster),
            CONSTRAINT analysis_feedback_vote CHECK (vote IN ('up', 'down'))
        );
        -- The list of all, the newest first.
        CREATE INDEX analysis_feedback_list ON analysis_feedback (id);

        -- By what a resolved incident is found again: its cause, its workloads, its alerts and the words of its title, a row each.
        -- Ids sort by time, so the key also says which were the latest with a trait.
        CREATE TABLE incident_traits (
            cluster text COLLATE "C" NOT NULL,
            trait text COLLATE "C" NOT NULL,
            incident_id uuid NOT NULL,
            PRIMARY KEY (cluster, trait, incident_id)
        );
        CREATE INDEX incident_traits_incident ON incident_traits (incident_id);

        -- Trigrams tell how alike two titles are. Where the extension can't be had, full-text search does that alone.
        DO $extension$
        BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
        EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object OR unique_violation THEN
            RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
        END
        $extension$;
        """
}
