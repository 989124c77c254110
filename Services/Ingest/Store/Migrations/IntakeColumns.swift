extension Schema {
    /// What intake's rules keep beside an episode and an incident.
    ///
    /// Labels and annotations become plain JSON: they are written as they came and read as a whole, and parsing them into `jsonb` was a quarter
    /// of what PostgreSQL did for a new alert. Who searches by a label narrows down to the alerts of an incident first.
    static let intakeColumns = """
        ALTER TABLE alerts ALTER COLUMN labels TYPE json, ALTER COLUMN annotations TYPE json;

        ALTER TABLE episodes
            -- When it ends unless it is heard of again; NULL where only its sender's word ends it.
            ADD COLUMN expires_at timestamptz,
            -- Whether its end was concluded (it expired, or the next episode began), so that a told one replaces it.
            ADD COLUMN end_presumed boolean NOT NULL DEFAULT false;
        -- What the sweep ends.
        CREATE INDEX episodes_expiry ON episodes (expires_at) WHERE firing AND expires_at IS NOT NULL;

        -- Until when one of its alerts counts as flapping; NULL while all of them are stable.
        ALTER TABLE incidents ADD COLUMN flapping_until timestamptz;
        -- What the sweep finds stable again.
        CREATE INDEX incidents_flapping ON incidents (flapping_until) WHERE flapping_until IS NOT NULL;
        """
}
