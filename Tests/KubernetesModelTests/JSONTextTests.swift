import KubernetesModel
import Primitives
import Testing

@Suite struct JSONTextTests {
    static let values: [(String, JSONValue)] = [
        ("null", .null), (" true ", .bool(true)), ("-12", .integer(-12)), ("1.5", .number(1.5)), ("1e2", .number(100)), ("[]", .array([])),
        ("{}", .object([:])),
        ("[1,\"a\",null]", [1, "a", nil]), ("{\"a\":{\"b\":[true]}}", ["a": ["b": [true]]]), ("\"\\u00e9\\n\\\"\\\\/\"", "é\n\"\\/"),
        ("\"\\ud83d\\ude00\"", "😀"), ("\"\\ud83d\"", "\u{FFFD}"), ("\"grüße\"", "grüße"), ("{\"a\":1,\"b\":0,\"a\":2}", ["a": 2, "b": 0]),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ]

    @Test(arguments: values) func textBecomesAValue(text: String, value: JSONValue) throws {
        #expect(try JSONText.parse(text) == value)
    }

    @Test(arguments: ["", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "\"abc", "tru", "01x", "1 2", "{\"a\":1,}", "\"\\q\"", "\"\\u12\"", "nul", "-"])
    func malformedTextIsAnError(text: String) {
        #expect(throws: JSONText.Malformed.self) { try JSONText.parse(text) }
    }

    @Test func nestingIsBounded() {
        #expect(throws: JSONText.Malformed.self) { try JSONText.parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: Never.self) { try JSONText.parse(String(repeating: "[", count: 200) + String(repeating: "]", count: 200)) }
    }

    @Test func bookkeepingIsLeftOutWhereverItStands() throws {
        let value = try JSONText.parse("{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"f:spec\":{}}]}}")
        #expect(value == ["metadata": ["name": "a"]])
    }
}
