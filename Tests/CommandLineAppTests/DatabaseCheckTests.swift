import Logging
import Postgres
import TestSupport
import Testing

@testable import CommandLineApp

@Suite("The doctor's look at the database", .timeLimit(.minutes(2)))
struct DatabaseCheckTests {
    private static func url() async throws -> String {
        let server = try await PostgresServer.shared()
        let configuration = try await server.database()
        return server.url(database: try #require(configuration.parameters["dbname"]))
    }

    @Test("finds an empty one that ingest can set up")
    func empty() async throws {
        let lines = await DatabaseCheck.lines(url: try await Self.url())
        #expect(lines.map(\.status) == [.ok, .ok])
        #expect(lines.first?.detail.contains("PostgreSQL 1") == true)
        #expect(lines.last?.detail == "empty; ingest creates it at its first start")
    }

    @Test("counts the migrations of one in use")
    func migrated() async throws {
        let url = try await Self.url()
        let migrator = try Migrator([Migration(version: 1, name: "first", sql: "CREATE TABLE one (id int)")], logger: Logger(label: "test"))
        try await migrator.migrate(try PostgresConfiguration(url: url))
        #expect(await DatabaseCheck.lines(url: url).last?.detail == "1 migration applied")
    }

    @Test("explains one that isn't there, without its password")
    func missing() async {
        let lines = await DatabaseCheck.lines(url: "postgres://someone:hunter2@127.0.0.1:1/nowhere")
        #expect(lines.map(\.status) == [.failed])
        #expect(!"\(lines)".contains("hunter2"))
    }
}
