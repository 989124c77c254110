import Postgres
import Primitives
import TestSupport
import Testing

@Suite struct DecodingTests {
    @Test func `Columns are read by position or by name`() async throws {
        try await withConnection { connection in
            let rows = try await connection.query("SELECT n AS number, 'row ' || n AS title FROM generate_series(1, 3) AS n")
            #expect(try rows.decode(as: (Int, String).self).map(\.1) == ["row 1", "row 2", "row 3"])
            #expect(try rows.map { try $0.decode("title", as: String.self) } == ["row 1", "row 2", "row 3"])
            #expect(try rows.decode(as: Int.self) == [1, 2, 3])
            #expect(rows.columns.map(\.name) == ["number", "title"])
        }
    }

    @Test func `A NULL where none is expected names column, type and row`() async throws {
        let error = try await decodingError("SELECT n, nullif(n, 2) AS answer FROM generate_series(1, 2) AS n") {
            _ = try $0.decode(as: (Int, Int).self)
        }
        #expect(error.message.contains("'answer'") && error.message.contains("int4") && error.message.contains("row 1"))
        #expect(error.message.contains("NULL"))
        #expect(error.column == "answer")
    }

    @Test func `A column of another type names both types`() async throws {
        let error = try await decodingError("SELECT 1.5::numeric AS price") { _ = try $0.decode(as: Double.self) }
        #expect(error.message.contains("'price' of type numeric") && error.message.contains("Double"))
    }

    @Test func `A number that does not fit is an error, not another number`() async throws {
        let error = try await decodingError("SELECT 40000::int8 AS n") { _ = try $0.decode(as: Int16.self) }
        #expect(error.message.contains("40000 does not fit"))
    }

    @Test func `A column that is not there is an error`() async throws {
        let byName = try await decodingError("SELECT 1 AS a") { _ = try $0[0].decode("b", as: Int.self) }
        #expect(byName.message.contains("'b'") && byName.message.contains("a"))
        _ = try await decodingError("SELECT 1") { _ = try $0.decode(as: (Int, Int).self) }
    }

    @Test func `An array of two dimensions is refused`() async throws {
        let error = try await decodingError("SELECT ARRAY[[1, 2], [3, 4]]::int8[] AS matrix") { _ = try $0.decode(as: [Int].self) }
        #expect(error.message.contains("2 dimensions"))
    }

    @Test func `JSON of another shape names the member`() async throws {
        struct Shape: Decodable { var name: String }
        let error = try await decodingError("SELECT '{\"name\": 7}'::jsonb AS j") {
            _ = try $0[0].decode("j", as: PostgresJSON.self).decode(as: Shape.self)
        }
        #expect(error.message.contains("name"))
    }

    private func decodingError(_ query: PostgresQuery, _ decode: (PostgresRows) throws -> Void) async throws -> PostgresError {
        try await withConnection { connection in
            let rows = try await connection.query(query)
            let error = try await postgresError { try decode(rows) }
            #expect(error.reason == .decoding)
            return error
        }
    }
}
