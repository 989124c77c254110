extension Schema {
    /// A queue that stays quick with a million jobs in it.
    ///
    /// The version before finds its jobs without `jobs_due` too, only slower: during a rollout that is all it notices.
    static let queue = """
        ALTER TABLE jobs
            -- Why a queued job that nothing failed at isn't run: the agent is away, or asked for it to come later.
            ADD COLUMN waits_for text COLLATE "C",
            -- When people were told that its answer is overdue.
            ADD COLUMN overdue_at timestamptz,
            ADD CONSTRAINT jobs_waits_for CHECK (waits_for IN ('agent_away', 'agent_busy'));

        DROP INDEX jobs_due;
        -- What a worker claims next: of each priority what has been due for longest. What isn't due yet lies behind it and is never looked at.
        CREATE INDEX jobs_queued ON jobs (priority, due_at) WHERE state = 'queued';
        -- Whose lease lapses next, and how many are held.
        CREATE INDEX jobs_running ON jobs (due_at) WHERE state = 'running';
        -- Whose answer people have waited for longest without being told.
        CREATE INDEX jobs_unanswered ON jobs (created_at) WHERE state IN ('queued', 'running') AND overdue_at IS NULL;
        -- What retention takes away.
        CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state = 'done';

        -- Each job is rewritten a few times within seconds: its dead versions are to go long before a fifth of the table is dead.
        ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

        -- How each replica finds the agent: one row a replica, its last word.
        CREATE TABLE agent_circuits (
            worker text COLLATE "C" PRIMARY KEY,
            circuit text COLLATE "C" NOT NULL,
            -- What the agent, or the network, said last where it isn't closed.
            reason text,
            since timestamptz NOT NULL,
            seen_at timestamptz NOT NULL,
            CONSTRAINT agent_circuits_circuit CHECK (circuit IN ('closed', 'open', 'half_open'))
        ) WITH (fillfactor = 50);
        """
}
