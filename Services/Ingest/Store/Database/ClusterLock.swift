import Postgres

/// Advisory locks that make one transaction at a time change which alerts make up the incidents of a cluster, whatever replica it comes from.
///
/// With them a transaction sees everything that earlier ones did, decides in Swift, and can't run into another one's row locks; unique indexes
/// still stand guard behind. What it costs is little: transactions are batches, so waiting for the one before means joining a larger one.
/// They are held until COMMIT is on disk. A transaction takes them before anything else, clusters in ascending order of their hashes.
///
/// What a worker does to its job and what it stores about an incident goes without: that touches one row each, the job's before the incident's,
/// and whoever holds a cluster's lock waits for no job's row while it has changed an incident's.
enum ClusterLock {
    /// The first half of the locks' keys; the second is the cluster's hash.
    private static let space: Int32 = 0x7702

    /// How long a transaction waits for the one before it. Longer than any transaction takes, shorter than senders wait.
    private static let patience = "5s"

    /// Takes the lock for each of these clusters, until the end of the transaction.
    ///
    /// The settings that come with it, for this transaction alone: plans are made once for all parameters, because planning a statement
    /// costs more than running it; they look rows up by index, one by one, even while tables are small, because they stay when tables have grown;
    /// and a batch of alerts is kept in memory while it is written, which the 4 MB of PostgreSQL's own default are too few for.
    static func take(_ clusters: Set<String>, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            SELECT pg_advisory_xact_lock(\(space), hash)
            FROM (
                SELECT set_config('lock_timeout', \(patience), true),
                       set_config('work_mem', '16MB', true),
                       set_config('plan_cache_mode', 'force_generic_plan', true),
                       set_config('enable_seqscan', 'off', true),
                       set_config('enable_hashjoin', 'off', true),
                       set_config('enable_mergejoin', 'off', true),
                       set_config('enable_bitmapscan', 'off', true),
                       set_config('enable_material', 'off', true)
            ) AS settings,
            (SELECT DISTINCT hashtext(cluster) AS hash FROM unnest(\(Array(clusters))) AS cluster ORDER BY hash) AS hashes
            """)
    }
}
