import Primitives
import Testing

@Suite("Documents from outside, before they are decoded")
struct JSONInspectionTests {
    private func problem(_ text: String, limits: JSONLimits = JSONLimits()) -> String? {
        problem(Array(text.utf8), limits: limits)
    }

    private func problem(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> String? {
        do throws(JSONDecodingError) {
            try JSONInspection.check(bytes, limits: limits)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "ordinary documents pass, brackets and quotes in strings included",
        arguments: [
            "", "{}", "[]", #"{"a":[1,2,{"b":"}]"}]}"#, #"{"a":"\"\\u0000"}"#, #"["\\u0000"]"#, "[1,\n2]", #"{"é":"😀"}"#, "\u{FEFF}{}",
        ])
    func accepted(text: String) {
        #expect(problem(text) == nil)
    }

    @Test("nesting is bounded, and a million brackets are as harmless as a hundred")
    func depth() {
        let limits = JSONLimits(depth: 3)
        #expect(problem(#"[[[]]]"#, limits: limits) == nil)
        #expect(problem(#"{"a":{"b":[[1]]}}"#, limits: limits) == "a.b[0]: is nested deeper than 3 levels")
        #expect(problem(String(repeating: "[", count: 1_000_000))?.hasSuffix("is nested deeper than 48 levels") == true)
        #expect(problem(String(repeating: #"{"a":"#, count: 1_000_000))?.hasSuffix("is nested deeper than 48 levels") == true)
    }

    @Test("an object's members are bounded, and the object is named")
    func members() {
        let labels = (0..<100_000).map { #""l\#($0)":"v""# }.joined(separator: ",")
        #expect(problem(#"{"alerts":[{},{"labels":{\#(labels)}}]}"#) == "alerts[1].labels: has more than 1000 members")
    }

    @Test("the document's values are bounded")
    func values() {
        #expect(problem("[1,2,3]", limits: JSONLimits(values: 3)) == nil)
        #expect(problem("[1,2,3,4]", limits: JSONLimits(values: 3)) == "holds more than 3 values")
    }

    @Test(
        "U+0000 is refused where it stands, escaped or not",
        arguments: [
            (#"{"alerts":[{"labels":{"pod":"a\u0000b"}}]}"#, "alerts[0].labels.pod"), ("{\"a\":\"x\u{0}\"}", "a"), (#"{"a":["x","\u0000"]}"#, "a[1]"),
            (#"{"a":{},"b":"\\\u0000"}"#, "b"),
        ])
    func nul(text: String, path: String) {
        #expect(problem(text) == "\(path): holds U+0000, which can't be stored")
    }

    @Test(
        "bytes that aren't UTF-8 are refused",
        arguments: [[0xFF], [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(problem(bytes) == "is not valid UTF-8")
    }

    @Test("UTF-16 isn't taken for UTF-8")
    func utf16() {
        #expect(problem([0x7B, 0, 0x7D, 0]) == "holds a NUL byte")
    }

    @Test("broken syntax is left to the decoder, and never crashes", arguments: ["}", "]]]", "{\"", "\"\\", "{,}", ":", "\"\\u00"])
    func broken(text: String) {
        #expect(problem(text) == nil)
        #expect(throws: JSONDecodingError.self) { try JSONDecoding.decode(JSONValue.self, from: Array(text.utf8)) }
    }
}

@Suite("Errors of decoding")
struct JSONDecodingTests {
    private struct Webhook: Decodable {
        struct Alert: Decodable {
            var startsAt: Timestamp
            var labels: [String: String]
            var count: Int?
        }
        var alerts: [Alert]
    }

    @Test(
        "each names the field and what was expected of it",
        arguments: [
            (#"{}"#, "alerts: is missing"), (#"{"alerts":{}}"#, "alerts: is not an array"),
            (#"{"alerts":null}"#, "alerts: is null, an array was expected"),
            (#"{"alerts":[{"labels":{}}]}"#, "alerts[0].startsAt: is missing"),
            (#"{"alerts":[{"startsAt":"noon","labels":{}}]}"#, "alerts[0].startsAt: 'noon' is not an RFC 3339 time"),
            (#"{"alerts":[{"startsAt":"2026-11-21T12:00:00Z","labels":{"a":1}}]}"#, "alerts[0].labels.a: is not a string"),
            (#"{"alerts":[{"startsAt":"2026-11-21T12:00:00Z","labels":[]}]}"#, "alerts[0].labels: is not an object"),
            (#"{"alerts":[{"startsAt":"2026-11-21T12:00:00Z","labels":{},"count":"1"}]}"#, "alerts[0].count: is not an integer"),
            (#"{"alerts":["#, "is not valid JSON"), ("nonsense", "is not valid JSON"), ("", "is empty, not JSON"), ("7", "is not an object"),
        ])
    func messages(text: String, message: String) {
        let error = #expect(throws: JSONDecodingError.self) { try JSONDecoding.decode(Webhook.self, from: Array(text.utf8)) }
        #expect(error?.description == message)
    }
}
