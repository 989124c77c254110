extension Schema {
    /// The queue as those see it who may see one cluster only.
    static let clusterQueue = """
        -- What one cluster's jobs wait and have failed for good, however many others do. An entry for each job until it is done, written anew as
        -- its state changes.
        CREATE INDEX jobs_cluster ON jobs (cluster, state, id) WHERE state <> 'done';
        """
}
