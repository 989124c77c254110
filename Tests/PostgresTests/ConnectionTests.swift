import Logging
import Postgres
import TestSupport
import Testing

@Suite struct ConnectionTests {
    @Test func `A query's interpolated values are bound, not pasted`() async throws {
        try await withConnection { connection in
            let hostile = "'; DROP TABLE alerts; --"
            let row = try #require(try await connection.query("SELECT \(hostile) || '!', \(7)").first)
            #expect(try row.decode(as: (String, Int).self) == (hostile + "!", 7))
        }
    }

    @Test func `execute returns how many rows changed`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE numbers (n int8)")
            let inserted = try await connection.execute("INSERT INTO numbers SELECT unnest(\([1, 2, 3]))")
            #expect(inserted == 3)
            #expect(try await connection.execute("DELETE FROM numbers WHERE n > \(1)") == 2)
        }
    }

    @Test func `A server's error carries its code, constraint, table and statement`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE people (name text CONSTRAINT one_name UNIQUE)")
            try await connection.execute("INSERT INTO people VALUES (\("Ada"))")
            let error = try await postgresError { try await connection.execute("INSERT INTO people VALUES (\("Ada"))") }
            #expect(error.reason == .server(.uniqueViolation))
            #expect(error.constraint == "one_name")
            #expect(error.table == "people")
            #expect(error.schema == "public")
            #expect(error.detail?.contains("Ada") == true)
            #expect(error.isViolation(of: "one_name"))
            #expect(!error.isConnectionFailure)
            #expect(!"\(error)".contains("Ada"), "a row's values stay out of the text that logs show")
            #expect(error.statement == "INSERT INTO people VALUES ($1)")
        }
    }

    @Test func `A session survives an error`() async throws {
        try await withConnection { connection in
            _ = try await postgresError { try await connection.execute("SELECT 1 / 0") }
            #expect(connection.isUsable)
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test func `Text with a NUL byte is refused before anything is sent`() async throws {
        try await withConnection { connection in
            let error = try await postgresError { _ = try await connection.query("SELECT \("a\0b")") }
            #expect(error.reason == .encoding)
            #expect(error.message.contains("$1"))
        }
    }

    @Test func `A closed connection says so`() async throws {
        try await withConnection { connection in
            await connection.close()
            let error = try await postgresError { try await connection.execute("SELECT 1") }
            #expect(error.reason == .connection(.closed))
            #expect(!connection.isUsable)
        }
    }

    @Test func `A session that the server ends is a lost connection`() async throws {
        try await withConnection { connection in
            let error = try await postgresError { try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
            #expect(error.isConnectionFailure)
            #expect(error.sqlState == .adminShutdown)
            #expect(!connection.isUsable)
        }
    }

    @Test func `A statement that takes too long is ended by the server`() async throws {
        var configuration = try await PostgresServer.shared().database()
        configuration.statementTimeout = .milliseconds(50)
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        let error = try await postgresError { try await connection.execute("SELECT pg_sleep(60)") }
        #expect(error.reason == .server(.queryCanceled))
        #expect(!error.isCancelled)
        await connection.close()
    }

    @Test func `Concurrent callers of one connection take turns`() async throws {
        try await withConnection { connection in
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let row = try #require(try await connection.query("SELECT \(number) * 2").first)
                        return (number, try row.decode(as: Int.self))
                    }
                }
                for try await (number, double) in group { #expect(double == 2 * number) }
            }
        }
    }

    @Test func `The actor knows its own thread`() async throws {
        try await withConnection { connection in
            await connection.checkIsolation()
        }
    }

    @Test(arguments: [
        ("host=/nonexistent dbname=x user=nobody", PostgresError.ConnectionFailure.unreachable),
        ("host=127.0.0.1 port=1 user=nobody dbname=x", .unreachable),
        ("host=does-not-exist.invalid user=nobody dbname=x", .unreachable),
    ])
    func `A server that can't be reached is told apart`(url: String, failure: PostgresError.ConnectionFailure) async throws {
        let error = try await postgresError { _ = try await PostgresConnection.connect(PostgresConfiguration(url: url), logger: quiet) }
        #expect(error.reason == .connection(failure))
        #expect(error.isTransient)
    }

    @Test func `A database that does not exist is no reason to try again`() async throws {
        let configuration = try await PostgresServer.shared().configuration(database: "nowhere")
        let error = try await postgresError { _ = try await PostgresConnection.connect(configuration, logger: quiet) }
        #expect(error.reason == .connection(.rejected))
        #expect(error.sqlState == .unknownDatabase)
        #expect(!error.isTransient)
    }
}

extension PostgresConnection {
    fileprivate func checkIsolation() {
        assertIsolated()
        preconditionIsolated()
    }
}
