import FoundationEssentials
import Postgres
import Primitives
import TestSupport
import Testing

/// Each value is sent, compared by the server with what SQL means by it, and read back.
@Suite struct RoundTripTests {
    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func `int8`(value: Int64) async throws {
        try await roundTrip(value, as: "'\(value)'::int8")
    }

    @Test(arguments: [Int32.min, -1, 0, .max])
    func `int4`(value: Int32) async throws {
        try await roundTrip(value, as: "'\(value)'::int4")
    }

    @Test(arguments: [Int16.min, -1, 0, .max])
    func `int2`(value: Int16) async throws {
        try await roundTrip(value, as: "'\(value)'::int2")
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (.pi, "3.141592653589793"), (.greatestFiniteMagnitude, "1.7976931348623157e308"),
        (.leastNonzeroMagnitude, "5e-324"), (.infinity, "Infinity"), (-.infinity, "-Infinity"),
    ])
    func `float8`(value: Double, sql: String) async throws {
        try await roundTrip(value, as: "'\(sql)'::float8")
    }

    @Test func `float8 NaN`() async throws {
        try await withConnection { connection in
            let row = try #require(try await connection.query("SELECT \(Double.nan) = 'NaN'::float8, 'NaN'::float8").first)
            let (isEqual, value) = try row.decode(as: (Bool, Double).self)
            #expect(isEqual && value.isNaN)
        }
    }

    @Test(arguments: [true, false])
    func `bool`(value: Bool) async throws {
        try await roundTrip(value, as: "\(value)")
    }

    @Test(arguments: [
        "", "a", "naïve 👩‍👩‍👧 \u{1F1E9}\u{1F1EA}", "\u{10FFFF}\u{1}\u{FFFE}", "tab\tnewline\nquote'\"\\", String(repeating: "x", count: 1_000_000),
    ])
    func `text`(value: String) async throws {
        try await roundTrip(value, as: "'\(value.replacing("'", with: "''"))'::text")
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Timestamp(microseconds: 0)),
        ("2026-11-21T07:44:09.578123Z", Timestamp(rfc3339: "2026-11-21T07:44:09.578123Z")),
        ("1999-12-31T23:59:59.999999Z", Timestamp(rfc3339: "1999-12-31T23:59:59.999999Z")),
        ("0001-01-01T00:00:00Z", Timestamp.goZero),
        ("4713-01-01T00:00:00Z BC", Timestamp(microseconds: -210_863_520_000_000_000)),
        ("infinity", Timestamp(microseconds: .max)), ("-infinity", Timestamp(microseconds: .min)),
    ])
    func `timestamptz`(sql: String, value: Timestamp?) async throws {
        try await roundTrip(try #require(value), as: "'\(sql)'::timestamptz")
    }

    @Test func `A time that timestamptz can't hold is refused`() async throws {
        try await withConnection { connection in
            let error = try await postgresError { _ = try await connection.query("SELECT \(Timestamp(microseconds: .min + 1))") }
            #expect(error.reason == .encoding)
        }
    }

    @Test func `uuid`() async throws {
        let value = try #require(UUID(uuidString: "0190163D-8694-739B-AEA5-966C26F8AD91"))
        try await roundTrip(value, as: "'\(value)'::uuid")
    }

    @Test(arguments: [#"{"a":[1,2.5,null,true],"b":{"c":"\u00e9 \\u0000"}}"#, "[]", "null", #""text""#, "12345678901234567890.5"])
    func `jsonb`(text: String) async throws {
        try await withConnection { connection in
            let row = try #require(try await connection.query("SELECT \(PostgresJSON(text: text)) = \(text)::jsonb, \(text)::jsonb").first)
            let (isEqual, value) = try row.decode(as: (Bool, PostgresJSON).self)
            #expect(isEqual)
            #expect(try value.decode(as: JSONValue.self) == PostgresJSON(text: text).decode(as: JSONValue.self))
        }
    }

    @Test func `An encodable value is bound as jsonb`() async throws {
        struct Labels: Codable, Equatable { var alertname: String, severity: String? }
        try await withConnection { connection in
            let labels = Labels(alertname: "KubePodCrashLooping", severity: nil)
            let row = try #require(try await connection.query("SELECT \(json: labels), \(json: labels) ->> 'alertname', \(json: Labels?.none)").first)
            let (json, name, none) = try row.decode(as: (PostgresJSON, String, PostgresJSON?).self)
            #expect(try json.decode() == labels)
            #expect(name == labels.alertname)
            #expect(none == nil)
        }
    }

    @Test(arguments: ["{\"a\":\"\\u0000\"}", "{\"a\\\\\\u0000\":1}", "\"\0\""])
    func `JSON with a NUL is refused before it is sent`(text: String) async throws {
        try await withConnection { connection in
            let error = try await postgresError { _ = try await connection.query("SELECT \(PostgresJSON(text: text))") }
            #expect(error.reason == .encoding)
        }
    }

    @Test func `Arrays`() async throws {
        try await roundTrip([Int64.min, 0, .max], as: "ARRAY['-9223372036854775808', 0, 9223372036854775807]::int8[]")
        try await roundTrip([Int](), as: "'{}'::int8[]")
        try await roundTrip([Int32(1), nil], as: "ARRAY[1, NULL]::int4[]")
        try await roundTrip([Int16(1)], as: "ARRAY[1]::int2[]")
        try await roundTrip(["", nil, "{a,\"b\"}", "NULL"], as: #"ARRAY['', NULL, '{a,"b"}', 'NULL']::text[]"#)
        try await roundTrip([true, false, nil], as: "ARRAY[true, false, NULL]")
        try await roundTrip([1.5, -.infinity], as: "ARRAY[1.5, '-Infinity']::float8[]")
        try await roundTrip([Timestamp.goZero, nil], as: "ARRAY['0001-01-01T00:00:00Z', NULL]::timestamptz[]")
        try await roundTrip(
            [UUID?.none, UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))],
            as: "ARRAY[NULL, '01020304-0506-0708-090a-0b0c0d0e0f10']::uuid[]")
        try await roundTrip([PostgresJSON(text: "{}"), nil], as: "ARRAY['{}', NULL]::jsonb[]")
        try await roundTrip([String](repeating: "x", count: 100_000), as: "array_fill('x'::text, ARRAY[100000])")
    }

    @Test func `NULL of every type`() async throws {
        try await withConnection { connection in
            let row = try #require(
                try await connection.query(
                    """
                    SELECT \(Int?.none), \(String?.none), \(Bool?.none), \(Double?.none), \(Timestamp?.none), \(UUID?.none),
                        \(PostgresJSON?.none), \([String]?.none)
                    """
                ).first)
            let nothing = try row.decode(as: (Int?, String?, Bool?, Double?, Timestamp?, UUID?, PostgresJSON?, [String]?).self)
            #expect(nothing.0 == nil && nothing.1 == nil && nothing.2 == nil && nothing.3 == nil)
            #expect(nothing.4 == nil && nothing.5 == nil && nothing.6 == nil && nothing.7 == nil)
        }
    }

    @Test func `Columns of related types are read too`() async throws {
        try await withConnection { connection in
            try await connection.execute(script: "CREATE TYPE mood AS ENUM ('well', 'ill'); CREATE DOMAIN slug AS text")
            let row = try #require(
                try await connection.query(
                    "SELECT 'ill'::mood, 'x'::slug, 'v'::varchar(3), 'n'::name, 5::int2, 1.5::float4, 7::oid, \("well")::mood = 'well'"
                ).first)
            let values = try row.decode(as: (String, String, String, String, Int64, Double, Int, Bool).self)
            #expect((values.0, values.1, values.2, values.3) == ("ill", "x", "v", "n"))
            #expect((values.4, values.5, values.6, values.7) == (5, 1.5, 7, true))
        }
    }

    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(_ value: Value, as sql: String) async throws {
        try await withConnection { connection in
            let row = try #require(
                try await connection.query("SELECT \(value), \(unescaped: sql), \(value) IS NOT DISTINCT FROM \(unescaped: sql)").first)
            let (sent, written, isEqual) = try row.decode(as: (Value, Value, Bool).self)
            #expect(sent == value)
            #expect(written == value)
            #expect(isEqual)
        }
    }
}
