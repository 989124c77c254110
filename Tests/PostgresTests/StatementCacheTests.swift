import TestSupport
import Testing

@testable import Postgres

@Suite struct StatementCacheTests {
    @Test func `The statement that was not used for longest gives way`() {
        var cache = StatementCache(capacity: 2)
        #expect(cache.insert(key("a"), name: "1") == nil)
        #expect(cache.insert(key("b"), name: "2") == nil)
        #expect(cache.name(for: key("a")) == "1")
        #expect(cache.insert(key("c"), name: "3") == "2")
        #expect(cache.name(for: key("b")) == nil)
        #expect(cache.name(for: key("a")) == "1")
        #expect(cache.count == 2)
    }

    @Test func `The same SQL with other types is another statement`() {
        var cache = StatementCache(capacity: 2)
        _ = cache.insert(.init(sql: "SELECT $1", types: [20]), name: "1")
        #expect(cache.name(for: .init(sql: "SELECT $1", types: [25])) == nil)
    }

    @Test func `Statements are prepared once and given up beyond the capacity`() async throws {
        var configuration = try await PostgresServer.shared().database()
        configuration.statementCacheCapacity = 4
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        for round in 0..<40 {
            _ = try await connection.query("SELECT \(round), \(unescaped: "\(round % 8)")")
        }
        _ = try await connection.query("SELECT \(true)")
        let prepared = try await connection.query("SELECT count(*) FROM pg_prepared_statements").first?.decode(as: Int.self)
        #expect((4...6).contains(try #require(prepared)))
        await connection.close()
    }

    @Test func `Without a cache nothing stays prepared`() async throws {
        var configuration = try await PostgresServer.shared().database()
        configuration.statementCacheCapacity = 0
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        #expect(try await connection.query("SELECT \("x")").first?.decode(as: String.self) == "x")
        #expect(try await connection.query("SELECT 1 FROM pg_prepared_statements").isEmpty)
        await connection.close()
    }

    @Test func `A statement whose table changed is prepared anew`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE things (a int8)")
            try await connection.execute("INSERT INTO things VALUES (1)")
            #expect(try await connection.query("SELECT * FROM things").columns.count == 1)
            try await connection.execute("ALTER TABLE things ADD COLUMN b text")
            #expect(try await connection.query("SELECT * FROM things").columns.count == 2)
        }
    }

    @Test func `A statement that somebody dropped is prepared anew`() async throws {
        try await withConnection { connection in
            #expect(try await connection.query("SELECT 1").count == 1)
            try await connection.execute(script: "DEALLOCATE ALL")
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test func `In a transaction the error is the caller's, and the next run succeeds`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE things (a int8)")
            _ = try await connection.query("SELECT * FROM things")
            try await connection.execute("ALTER TABLE things ADD COLUMN b text")
            let error = try await postgresError {
                try await connection.withTransaction { _ = try await $0.query("SELECT * FROM things") }
            }
            #expect(error.sqlState == .featureNotSupported)
            let columns = try await connection.withTransaction { try await $0.query("SELECT * FROM things").columns.count }
            #expect(columns == 2)
        }
    }

    private func key(_ sql: String) -> StatementCache.Key {
        .init(sql: sql, types: [])
    }
}
