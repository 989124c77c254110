import Recording
import Testing

@Suite("JSON by position")
struct JSONSliceTests {
    @Test("finds members, elements and scalars where they stand")
    func reads() throws {
        let json = try JSONSlice(parsing: Array(#" {"a" : {"b":[1, -2.5e3 ,"x",null,true]}, "a":2, "é":"ü"} "#.utf8))
        #expect(json[path: ["a", "b"]]?.elements.map(\.text) == ["1", "-2.5e3", "x", "null", "true"])
        #expect(json["é"]?.string == "ü")
        #expect(json["b"] == nil)
        #expect(json.members.map(\.name) == ["a", "a", "é"])
    }

    @Test(
        "decodes the escapes of a string",
        arguments: [
            (#""plain""#, "plain"), (#""a\"b\\c\/d""#, #"a"b\c/d"#), (#""\n\t\r\b\f""#, "\n\t\r\u{8}\u{C}"), (#""\u0041é\u00e9""#, "Aéé"),
            (#""\ud83d\ude00!""#, "😀!"), (#""\ud83d""#, "\u{FFFD}"),
        ])
    func escapes(text: String, expected: String) throws {
        #expect(try JSONSlice(parsing: Array(text.utf8)).string == expected)
    }

    @Test(
        "refuses what isn't JSON and says where",
        arguments: [
            ("", 0), ("{", 1), (#"{"a"}"#, 4), ("[1,]", 3), ("tru", 0), (#""a"#, 0), ("{} x", 3), ("\"a\nb\"", 0), (#"{a:1}"#, 1),
        ])
    func refuses(text: String, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONSlice(parsing: Array(text.utf8)) }
        #expect(error?.offset == offset)
    }

    @Test("refuses nesting that would exhaust the stack")
    func deep() {
        #expect(throws: JSONSyntaxError.self) { try JSONSlice(parsing: Array(String(repeating: "[", count: 100_000).utf8)) }
    }
}
