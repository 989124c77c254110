import Postgres
import TestSupport
import Testing

@Suite struct MigratorTests {
    private let first = Migration(version: 1, name: "numbers", sql: "CREATE TABLE numbers (n int8); INSERT INTO numbers VALUES (1)")
    private let second = Migration(version: 2, name: "names", sql: "ALTER TABLE numbers ADD COLUMN name text")

    @Test func `Missing migrations are applied in order, once`() async throws {
        let configuration = try await PostgresServer.shared().database()
        #expect(try await Migrator([second, first], logger: quiet).migrate(configuration) == [first, second])
        #expect(try await Migrator([first, second], logger: quiet).migrate(configuration) == [])
        #expect(try await query(configuration, "SELECT name FROM schema_migrations ORDER BY version") == ["numbers", "names"])
    }

    @Test func `Replicas that start at once apply each migration once`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let slow = Migration(version: 3, name: "slow", sql: "SELECT pg_sleep(0.2); INSERT INTO numbers VALUES (3)")
        let migrator = try Migrator([first, second, slow], logger: quiet)
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await migrator.migrate(configuration).count }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(applied.sorted() == [0, 0, 0, 3])
        #expect(try await query(configuration, "SELECT count(*)::text FROM numbers") == ["2"])
    }

    @Test func `An applied migration that was changed is refused, and nothing is applied`() async throws {
        let configuration = try await PostgresServer.shared().database()
        try await Migrator([first], logger: quiet).migrate(configuration)
        let changed = Migration(version: 1, name: "numbers", sql: first.sql + " ")
        let error = try await postgresError { try await Migrator([changed, second], logger: quiet).migrate(configuration) }
        #expect(error.reason == .migration)
        #expect(error.message.contains("1 'numbers'"))
        #expect(try await query(configuration, "SELECT name FROM schema_migrations") == ["numbers"])
    }

    @Test func `Migrations of a newer program are left alone`() async throws {
        let configuration = try await PostgresServer.shared().database()
        try await Migrator([first, second], logger: quiet).migrate(configuration)
        #expect(try await Migrator([first], logger: quiet).migrate(configuration) == [])
    }

    @Test func `A migration that fails leaves nothing of itself, and those before it stay`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let broken = Migration(version: 2, name: "broken", sql: "CREATE TABLE half (n int8); SELECT 1 / 0")
        let error = try await postgresError { try await Migrator([first, broken], logger: quiet).migrate(configuration) }
        #expect(error.sqlState?.errorClass == "22")
        #expect(try await query(configuration, "SELECT name FROM schema_migrations") == ["numbers"])
        #expect(try await query(configuration, "SELECT relname::text FROM pg_class WHERE relname = 'half'") == [])
        #expect(try await Migrator([first, second], logger: quiet).migrate(configuration) == [second])
    }

    @Test func `What is pending can be asked without changing anything`() async throws {
        try await withConnection { connection in
            let migrator = try Migrator([first, second], logger: quiet)
            #expect(try await migrator.pending(on: connection) == [first, second])
            try await Migrator([first], logger: quiet).migrate(connection.configuration)
            #expect(try await migrator.pending(on: connection) == [second])
        }
    }

    @Test func `Two migrations of one version are a mistake in the program`() async throws {
        let error = try await postgresError {
            _ = try Migrator([first, Migration(version: 1, name: "other", sql: "")], logger: quiet)
        }
        #expect(error.reason == .migration)
    }

    private func query(_ configuration: PostgresConfiguration, _ query: PostgresQuery) async throws -> [String] {
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        let rows = try await connection.query(query)
        await connection.close()
        return try rows.decode(as: String.self)
    }
}
