import IngestDomain
import Postgres
import Primitives

/// Makes and drops partitions. Each within a transaction of its own, which waits for its locks only a moment: whoever comes after it
/// waits as long, and that is intake.
struct HistoryPartitions: Sendable {
    let database: Database

    /// For a lock. Intake's transactions take milliseconds.
    private static let patience = "500ms"

    /// - Returns: the periods that this table has partitions for.
    func periods(of table: HistoryTable) async throws(IntakeError) -> [HistoryPeriod] {
        let rows = try await database.query(
            """
            SELECT substr(relname, length(\(table.name)) + 2)
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = to_regclass(\(table.name))
            """)
        let names = try decoded { () throws(PostgresError) in try rows.decode(as: (String).self) }
        return names.compactMap { HistoryPeriod(name: $0) }
    }

    /// Rows that came before their partition are moved to it.
    func create(_ table: HistoryTable, _ period: HistoryPeriod) async throws(IntakeError) -> MaintenanceOutcome {
        let partition = table.partition(period)
        let (start, end) = (table.bound(period.start), table.bound(period.end))
        return try await MaintenanceLock(database).run { connection in
            guard try await !exists(partition, on: connection) else { return nil }
            try await lock(table, "SHARE UPDATE EXCLUSIVE", and: table.fallback, on: connection)
            try await connection.execute(
                script: """
                    CREATE TABLE \(partition) (LIKE \(table.name) INCLUDING DEFAULTS INCLUDING CONSTRAINTS) \(table.storage);
                    WITH moved AS (
                        DELETE FROM \(table.fallback) WHERE \(table.key) >= \(start) AND \(table.key) < \(end) RETURNING *
                    )
                    INSERT INTO \(partition) SELECT * FROM moved;
                    ALTER TABLE \(table.name) ATTACH PARTITION \(partition) FOR VALUES FROM (\(start)) TO (\(end));
                    """)
            return 0
        }
    }

    /// Drops a partition, except for the rows that are still needed: they move to the default partition.
    ///
    /// - Returns: with how many rows were moved.
    func drop(_ table: HistoryTable, _ period: HistoryPeriod, horizon: Timestamp) async throws(IntakeError) -> MaintenanceOutcome {
        let partition = table.partition(period)
        return try await MaintenanceLock(database).run { connection in
            guard try await exists(partition, on: connection) else { return nil }
            try await lock(table, "ACCESS EXCLUSIVE", and: table.fallback, partition, on: connection)
            try await connection.execute(script: "ALTER TABLE \(table.name) DETACH PARTITION \(partition)")
            let kept = try await connection.execute(keep(table, partition, horizon: horizon))
            try await connection.execute(script: "DROP TABLE \(partition)")
            return kept
        }
    }

    /// Expired incidents are gone by now, so whatever has an incident is needed. The lock is held meanwhile: incidents are few, and looked up.
    private func keep(_ table: HistoryTable, _ partition: String, horizon: Timestamp) -> PostgresQuery {
        let first = IncidentID.first(at: horizon)
        return switch table {
        case .timeline, .analyses:
            """
            INSERT INTO \(unescaped: table.fallback)
            SELECT \(unescaped: partition).* FROM incidents
            JOIN \(unescaped: partition) ON \(unescaped: partition).incident_id = incidents.id AND \(unescaped: partition).cluster = incidents.cluster
            WHERE incidents.id < \(first)
            """
        case .episodes:
            // One pass over the partition, without a lookup: what fires, what was heard of lately, what belongs to a younger incident
            // (people move alerts), and what belongs to one of the old ones that are kept.
            """
            INSERT INTO \(unescaped: table.fallback)
            SELECT * FROM \(unescaped: partition)
            WHERE firing OR last_received_at >= \(horizon) OR incident_id >= \(first)
                OR incident_id = ANY(ARRAY(SELECT id FROM incidents WHERE id < \(first)))
            """
        }
    }

    /// Looked at once more, now that no other replica is at it.
    private func exists(_ partition: String, on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        try await connection.query("SELECT to_regclass(\(partition)) IS NOT NULL").first?.decode(as: (Bool).self) == true
    }

    /// The table itself first, as everybody else does.
    private func lock(
        _ table: HistoryTable, _ mode: String, and partitions: String..., on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute("SELECT set_config('lock_timeout', \(Self.patience), true)")
        try await connection.execute(script: "LOCK TABLE ONLY \(table.name) IN \(mode) MODE")
        for partition in partitions {
            try await connection.execute(script: "LOCK TABLE \(partition) IN ACCESS EXCLUSIVE MODE")
        }
    }
}
