package import Logging

/// Brings a database's schema up to date: forward only, each migration in a transaction of its own together with the note
/// that it was applied, under an advisory lock, so that of several replicas that start at once one works and the others wait.
///
/// Migrations that the database has and this program does not know are left alone: a newer version of the program was there.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let table: String
    private let logger: Logger

    /// - Parameter table: where the applied migrations are noted; a name from code. Databases of several programs need several.
    /// - Throws: `migration` where two migrations have the same version.
    package init(_ migrations: [Migration], table: String = "schema_migrations", logger: Logger) throws(PostgresError) {
        self.migrations = migrations.sorted { $0.version < $1.version }
        self.table = table
        self.logger = logger
        for (one, next) in zip(self.migrations, self.migrations.dropFirst()) where one.version == next.version {
            throw PostgresError(.migration, "'\(one.name)' and '\(next.name)' both have version \(one.version)")
        }
    }

    /// Applies what is missing, on a connection of its own.
    ///
    /// - Returns: what it applied.
    /// - Throws: `migration` for an applied migration that was changed since; otherwise the error of the migration that failed,
    ///   those before it being applied.
    @discardableResult
    package func migrate(_ configuration: PostgresConfiguration) async throws -> [Migration] {
        var configuration = configuration
        // Waiting for another replica, or building an index, may take long.
        configuration.statementTimeout = nil
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        do {
            // Held by the session, so that its end releases it, whatever happens to this process.
            try await connection.execute("SELECT pg_advisory_lock(hashtextextended(\(table), \(Self.lockSeed)))")
            try await connection.execute(script: createTable)
            let missing = try await missing(on: connection)
            for migration in missing {
                try await apply(migration, on: connection)
            }
            await connection.close()
            return missing
        } catch {
            await connection.close()
            throw error
        }
    }

    /// What ``migrate(_:)`` would apply. Changes nothing and waits for nobody.
    package func pending(on connection: PostgresConnection) async throws(PostgresError) -> [Migration] {
        let row = try await connection.query("SELECT to_regclass(\(table)) IS NOT NULL").first
        guard let row, try row.decode(as: Bool.self) else { return migrations }
        return try await missing(on: connection)
    }

    /// Any number that other programs are unlikely to lock by.
    private static let lockSeed: Int64 = 0x5768_656E_6365

    private var createTable: String {
        """
        SET client_min_messages = warning;
        CREATE TABLE IF NOT EXISTS \(table) (
            version bigint PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """
    }

    private func missing(on connection: PostgresConnection) async throws(PostgresError) -> [Migration] {
        let rows = try await connection.query(
            """
            SELECT known.version, applied.checksum IS NOT NULL, applied.checksum IS DISTINCT FROM known.checksum
            FROM (
                SELECT version, encode(sha256(convert_to(sql, 'UTF8')), 'hex') AS checksum
                FROM unnest(\(migrations.map(\.version)), \(migrations.map(\.sql))) AS source (version, sql)
            ) AS known
            LEFT JOIN \(unescaped: table) AS applied USING (version)
            """)
        var missing: Set<Int64> = []
        for (version, isApplied, isDifferent) in try rows.decode(as: (Int64, Bool, Bool).self) {
            if isApplied, isDifferent, let migration = migrations.first(where: { $0.version == version }) {
                throw PostgresError(
                    .migration,
                    "migration \(version) '\(migration.name)' was changed after it had been applied; restore it and add a further one")
            }
            if !isApplied { missing.insert(version) }
        }
        return migrations.filter { missing.contains($0.version) }
    }

    private func apply(_ migration: Migration, on connection: PostgresConnection) async throws {
        try await connection.withTransaction { connection in
            try await connection.execute(script: migration.sql)
            try await connection.execute(
                """
                INSERT INTO \(unescaped: table) (version, name, checksum)
                VALUES (\(migration.version), \(migration.name), encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex'))
                """)
        }
        logger.info("migration applied", metadata: ["version": "\(migration.version)", "name": "\(migration.name)"])
    }
}
