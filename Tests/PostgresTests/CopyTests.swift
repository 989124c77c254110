import Postgres
import Primitives
import TestSupport
import Testing

@Suite struct CopyTests {
    @Test func `Rows are stored as they were given`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE samples (id int8, name text, at timestamptz, labels jsonb, tags text[])")
            let at = Timestamp(microseconds: 1_700_000_000_123_456)
            let count = try await connection.copyIn(into: "samples", columns: ["id", "name", "at", "labels", "tags"]) {
                (copy) throws(PostgresError) in
                for id in 0..<20_000 {
                    let name: String? = id % 2 == 0 ? nil : "row\t\(id)\n\\."
                    try copy.write(id, name, at, PostgresJSON(text: "{\"id\":\(id)}"), ["a", nil])
                }
            }
            #expect(count == 20_000)
            let row = try #require(
                try await connection.query(
                    """
                    SELECT count(*), count(name), min(at), sum((labels ->> 'id')::int8)::int8, min(tags), max(name) FILTER (WHERE id = 7)
                    FROM samples
                    """
                ).first)
            let (rows, names, earliest, sum, tags, seventh) = try row.decode(as: (Int, Int, Timestamp, Int, [String?], String).self)
            #expect((rows, names, earliest, sum) == (20_000, 10_000, at, 199_990_000))
            #expect(tags == ["a", nil])
            #expect(seventh == "row\t7\n\\.")
        }
    }

    @Test func `A value that can't be sent ends the COPY, stores nothing, and the session goes on`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE names (name text)")
            let error = try await postgresError {
                try await connection.copyIn(into: "names", columns: ["name"]) { (copy) throws(PostgresError) in
                    for _ in 0..<10_000 { try copy.write("a name") }
                    try copy.write("a\0b")
                }
            }
            #expect(error.reason == .encoding)
            #expect(try await connection.query("SELECT * FROM names").isEmpty)
        }
    }

    @Test func `A row that the server refuses stores nothing, and the session goes on`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE names (name text CONSTRAINT one UNIQUE)")
            let error = try await postgresError {
                try await connection.copyIn(into: "names", columns: ["name"]) { (copy) throws(PostgresError) in
                    for number in 0..<50_000 { try copy.write("name \(number % 40_000)") }
                }
            }
            #expect(error.isViolation(of: "one"))
            #expect(try await connection.query("SELECT * FROM names").isEmpty)
        }
    }

    @Test func `A table that is not there is an error before any row is written`() async throws {
        try await withConnection { connection in
            let error = try await postgresError {
                try await connection.copyIn(into: "nowhere", columns: ["name"]) { (copy) throws(PostgresError) in try copy.write("x") }
            }
            #expect(error.sqlState == .undefinedTable)
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test func `A cancelled COPY that waits for a lock stores nothing`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let (one, other) = (
            try await PostgresConnection.connect(configuration, logger: quiet),
            try await PostgresConnection.connect(configuration, logger: quiet)
        )
        try await one.execute("CREATE TABLE names (name text)")
        try await one.execute(script: "BEGIN; LOCK TABLE names")
        let task = Task {
            try await other.copyIn(into: "names", columns: ["name"]) { (copy) throws(PostgresError) in
                for _ in 0..<100_000 { try copy.write("a name") }
            }
        }
        try await eventually("the COPY waiting") {
            try await one.query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'names'::regclass").count == 1
        }
        task.cancel()
        let error = try await postgresError { _ = try await task.value }
        #expect(error.isCancelled)
        try await one.execute(script: "COMMIT")
        #expect(try await other.query("SELECT * FROM names").isEmpty)
        await one.close()
        await other.close()
    }
}
