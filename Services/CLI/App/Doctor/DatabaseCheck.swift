import Logging
import Postgres
import Primitives

/// Whether ingest's database answers, and is one that it can work with.
enum DatabaseCheck {
    /// PostgreSQL's oldest version that ingest is tested with, as `server_version_num` has it.
    private static let oldestVersion = 140_000

    static func lines(url: String) async -> [Checkup.Line] {
        var logger = Logger(label: "whence.doctor")
        logger.logLevel = .critical
        let connection: PostgresConnection
        do throws(PostgresError) {
            connection = try await PostgresConnection.connect(try PostgresConfiguration(url: url), logger: logger)
        } catch {
            return [
                .failed(
                    "connection", "\(error)",
                    advice: "Check DATABASE_URL with `psql \"$DATABASE_URL\"`: the server's address, the database, the user and its password.")
            ]
        }
        var lines: [Checkup.Line] = []
        do throws(PostgresError) {
            lines.append(try await version(connection))
            lines.append(try await migrations(connection))
        } catch {
            lines.append(.failed("query", "\(error)", advice: "Look into the database's own log."))
        }
        await connection.close()
        return lines
    }

    private static func version(_ connection: PostgresConnection) async throws(PostgresError) -> Checkup.Line {
        let rows = try await connection.query(
            "SELECT current_setting('server_version_num')::int8, current_setting('server_version'), current_user::text, current_database()::text")
        guard let row = rows.first else { return .failed("version", "no answer", advice: "Look into the database's own log.") }
        let (number, version, user, database) = try row.decode(as: (Int, String, String, String).self)
        guard number >= oldestVersion else {
            return .failed("version", "PostgreSQL \(version)", advice: "Use PostgreSQL \(oldestVersion / 10_000) or newer.")
        }
        return .ok("connection", "PostgreSQL \(version), database \(database) as \(user)")
    }

    private static func migrations(_ connection: PostgresConnection) async throws(PostgresError) -> Checkup.Line {
        let rows = try await connection.query("SELECT to_regclass('schema_migrations') IS NOT NULL, has_schema_privilege(current_schema(), 'CREATE')")
        guard let row = rows.first else { return .failed("schema", "no answer", advice: "Look into the database's own log.") }
        let (exists, mayCreate) = try row.decode(as: (Bool, Bool).self)
        if exists {
            let count = try await connection.query("SELECT count(*) FROM schema_migrations").first?.decode(as: Int.self) ?? 0
            return .ok("schema", Wording.count(count, "migration") + " applied")
        }
        guard mayCreate else {
            return .failed(
                "schema", "empty, and the user may not create tables", advice: "GRANT CREATE ON SCHEMA public to the user, or make it the owner.")
        }
        return .ok("schema", "empty; ingest creates it at its first start")
    }
}
