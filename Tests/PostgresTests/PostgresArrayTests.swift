import Postgres
import Primitives
import Testing

@Suite("Array columns")
struct PostgresArrayTests {
    private func encoded(_ value: some PostgresEncodable) throws -> BinaryWriter {
        var writer = BinaryWriter()
        try value.encode(into: &writer)
        return writer
    }

    @Test("An array that is filled element by element is the same as one that is encoded at once")
    func same() throws {
        let texts: [String?] = ["a", nil, "", "ü"]
        var textArray = PostgresArray<String>()
        for text in texts { textArray.append(text) }
        #expect(try encoded(textArray) == encoded(texts))

        let times: [Timestamp?] = [Timestamp(microseconds: 1_795_000_000_000_001), nil, Timestamp(microseconds: .max)]
        var timeArray = PostgresArray<Timestamp>()
        for time in times { timeArray.append(time) }
        #expect(try encoded(timeArray) == encoded(times))

        let ids: [UUIDv7?] = [UUIDv7(high: 1, low: 2), nil]
        var idArray = PostgresArray<UUIDv7>()
        for id in ids { idArray.append(id) }
        #expect(try encoded(idArray) == encoded(ids))

        #expect(try encoded(PostgresArray<Int32>()) == encoded([Int32]()))
    }

    @Test("Texts of a JSON object are escaped as RFC 8259 wants it")
    func json() throws {
        var objects = PostgresArray<PlainJSON>()
        objects.append(["a\"b": "c\\d\n\u{1}ü"])
        let text = #"{"a\"b":"c\\d\u000a\u0001ü"}"#
        var expected = BinaryWriter()
        for number in [1, 0, Int32(PostgresType.json.rawValue), 1, 1, Int32(text.utf8.count)] { expected.write(number) }
        expected.write(text)
        #expect(try encoded(objects) == expected)
    }

    @Test("A NUL in a text is refused when the array is bound")
    func refusesNUL() throws {
        var texts = PostgresArray<String>()
        texts.append("a\0b")
        texts.append("c")
        #expect(throws: PostgresError.self) { try encoded(texts) }
    }
}
