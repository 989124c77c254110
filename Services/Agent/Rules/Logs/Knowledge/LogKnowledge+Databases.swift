/// What databases and brokers say of their own state, in the words that their clients pass on.
extension LogKnowledge {
    static let databases =
        LogSignature.all(
            .readOnly,
            [
                "read-only transaction", "in a read-only", "super-read-only", "--read-only option", "read only replica",
                "readonly you can't write", "not master and slaveok", "notwritableprimary", "not primary", "not_master",
                "node is not primary", "default_transaction_read_only", "attempt to write a readonly database", "database is read-only",
                "database is in read only mode", "database is read only", "index read-only", "read-only-allow-delete", "cluster_block_exception",
                "not the leader for that", "sql error: 1290", "error 1290", "error 1836", "running in read-only mode", "readonlyerror",
                "read only mode", "read-only mode", "server is read only", "server is read-only", "is in recovery and cannot", "read-only replica",
                "cannot execute insert", "cannot execute update", "cannot execute delete", "sqlite_readonly", "readonlysqlexception",
            ],
            unless: ["file system", "filesystem"])
        + LogSignature.all(
            .tooManyConnections,
            [
                "too many connections", "too many clients", "remaining connection slots", "max number of clients reached",
                "connection limit exceeded", "too_many_connections", "maximum number of connections", "max_user_connections",
                "no more connections allowed", "too many open connections", "er_con_count_error", "error 1040", "ora-00018", "ora-00020",
                "max_connections", "connection slots", "no more connections", "max clients reached", "maxclients", "too many database connections",
                "maximum connections", "connection refused because too many open connections", "no more connections allowed (max_client_conn)",
                "maximum number of sessions", "too many sessions",
            ], unless: ["max_connections =", "max_connections=", "maxclients ="])
        + LogSignature.all(
            .poolTimedOut,
            [
                "queuepool limit of size", "connection pool exhausted", "connection pool is exhausted", "connection pool is full",
                "timed out waiting for a connection from the pool", "unable to acquire jdbc connection",
                "connection is not available, request timed out", "pool timeout", "timeout acquiring a connection", "resourcerequesttimeout",
                "timeout waiting for idle object", "pool error timeout", "cannot get a connection", "pooltimeout", "no free connections",
                "pool exhausted", "no available connections", "could not obtain connection from pool",
                "could not obtain a connection from the pool", "could not obtain a database connection",
                "timeout expired. the timeout period elapsed prior to obtaining",
            ])
        // There, and unable to serve.
        + LogSignature.all(
            .upstreamError,
            [
                "the database system is starting up", "the database system is shutting down", "the database system is in recovery mode",
                "the database system is not yet accepting connections", "loading redis is loading the dataset", "redis is loading the dataset",
                "clusterdown", "masterdown", "misconf redis", "leader not available", "leadernotavailable", "not enough in-sync replicas",
                "notenoughreplicas", "all shards failed", "no shards available", "noshardavailable", "master_not_discovered", "no living connections",
                "no quorum", "lost quorum", "no leader", "rejecting connections", "replica set has no primary", "no primary available",
                "replicasetnoprimary", "no reachable servers", "etcdserver: request timed out", "deadlock detected",
                "crash of another server process",
                "coordinator not available", "coordinatornotavailable", "oom command not allowed", "vault is sealed", "circuit_breaking_exception",
                "circuitbreakingexception",
            ])
}
