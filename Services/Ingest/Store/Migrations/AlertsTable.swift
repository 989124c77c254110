extension Schema {
    /// An alert: what one fingerprint's labels are, however often it fired.
    ///
    /// No foreign keys lead here or from here to elsewhere: each would cost a trigger and a row lock an alert, and the rows of an intake are
    /// written together by one transaction under its cluster's lock.
    static let alerts = """
        CREATE TABLE alerts (
            cluster text COLLATE "C" NOT NULL,
            fingerprint text COLLATE "C" NOT NULL,
            name text NOT NULL,
            severity text NOT NULL,
            namespace text,
            workload text,
            node text,
            labels jsonb NOT NULL,
            annotations jsonb NOT NULL,
            generator_url text,
            -- The start of its newest episode: an earlier one is over, whatever late notices say.
            latest_starts_at timestamptz NOT NULL,
            -- Fingerprint first: a page asks for one without knowing the cluster.
            PRIMARY KEY (fingerprint, cluster)
        );
        """
}
