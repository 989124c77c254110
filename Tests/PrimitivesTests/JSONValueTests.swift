import FoundationEssentials
import Primitives
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", true), ("0", 0), ("-9223372036854775808", .integer(.min)), ("1.5", .number(1.5)),
        ("1e300", .number(1e300)), (#""a\u0000b""#, "a\u{0}b"), ("[]", .array([])),
        (#"{"a":[1,{"b":null}]}"#, .object(["a": .array([1, .object(["b": .null])])])),
    ])
    func `each kind of JSON has its case`(text: String, value: JSONValue) throws {
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == value)
    }

    @Test func `what is read is written unchanged`() throws {
        let text = #"{"list":[1,2.5,"x",true,null],"object":{"empty":{}}}"#
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == text)
    }

    @Test func `members are reached by name, and nothing is nil`() {
        let value: JSONValue = ["name": "web", "replicas": 3, "ready": false, "tags": ["a"], "ratio": .number(2)]
        #expect(value["name"]?.string == "web")
        #expect(value["replicas"]?.integer == 3)
        #expect(value["ready"]?.bool == false)
        #expect(value["tags"]?.array?.count == 1)
        #expect(value["ratio"]?.integer == 2)
        #expect(value["absent"] == nil)
        #expect(value["name"]?["deeper"] == nil)
    }
}
