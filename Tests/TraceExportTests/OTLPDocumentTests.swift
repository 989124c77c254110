import Masking
import Primitives
import Telemetry
import Testing

@testable import TraceExport

@Suite("A batch as OTLP has it in JSON")
struct OTLPDocumentTests {
    private let document = OTLPDocument(resource: [OTLPHeader("service.name", "whence-ingest")], version: "1.2") {
        Masker.standard.mask($0, named: $1)
    }

    private func context(_ span: UInt64, state: String = "") throws -> TraceContext {
        TraceContext(
            traceID: try #require(TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c)), spanID: try #require(SpanID(span)),
            isSampled: true, state: TraceState(state) ?? TraceState())
    }

    private func text(_ spans: [SpanRecord]) -> String { String(decoding: document.encode(spans), as: UTF8.self) }

    @Test("every part of a span stands where the mapping wants it")
    func golden() throws {
        let start = Timestamp(microseconds: 1_795_262_400_000_001)
        let span = SpanRecord(
            context: try context(2, state: "a=1"), parent: SpanID(1), name: "POST /analyze", kind: .server, start: start, end: start + .seconds(1),
            attributes: [
                "text": "\"q\"\n", "integer": .integer(.max), "number": .number(0.5), "flag": true, "texts": .texts(["a", "b"]),
                "infinite": .number(.infinity), "none": nil,
            ],
            events: [.init(name: "retry", at: start, attributes: ["attempt": 2])], links: [try context(3)], failure: "it broke")
        #expect(
            text([span]) == """
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"whence-ingest"}}]},\
                "scopeSpans":[{"scope":{"name":"whence","version":"1.2"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",\
                "spanId":"0000000000000002","traceState":"a=1","flags":1,"parentSpanId":"0000000000000001","name":"POST /analyze","kind":2,\
                "startTimeUnixNano":"1795262400000001000","endTimeUnixNano":"1795262401000001000","attributes":[\
                {"key":"text","value":{"stringValue":"\\"q\\"\\u000a"}},{"key":"integer","value":{"intValue":"9223372036854775807"}},\
                {"key":"number","value":{"doubleValue":0.5}},{"key":"flag","value":{"boolValue":true}},\
                {"key":"texts","value":{"arrayValue":{"values":[{"stringValue":"a"},{"stringValue":"b"}]}}},\
                {"key":"infinite","value":{"stringValue":"inf"}}],\
                "events":[{"timeUnixNano":"1795262400000001000","name":"retry","attributes":[{"key":"attempt","value":{"intValue":"2"}}]}],\
                "links":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0000000000000003","flags":1}],\
                "status":{"message":"it broke","code":2}}]}]}]}
                """)
    }

    @Test("what is secret is masked wherever it stands, and long texts are cut afterwards")
    func masking() throws {
        let secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
        let now = Timestamp(microseconds: 0)
        let span = SpanRecord(
            context: try context(1), name: "GET \(secret)", start: now, end: now,
            attributes: [
                "url.full": .text("https://host/\(secret)"), "long": .text(String(repeating: "é", count: 100_000)),
                "straddling": .text(String(repeating: "x", count: 500) + " " + secret), "many": .texts([secret]),
            ],
            events: [.init(name: secret, at: now, attributes: ["token": .text(secret)])], failure: "refused: \(secret)")
        let text = text([span])
        #expect(!text.contains("ghp_"))
        #expect(text.utf8.count < 6000)
        #expect(text.contains("host"))
    }
}

@Suite("Lists of names and values")
struct OTLPHeaderTests {
    @Test(
        "lists are read as OpenTelemetry writes them",
        arguments: [
            ("a=1,b=2", [OTLPHeader("a", "1"), OTLPHeader("b", "2")]),
            (" authorization = Basic%20eDp5 ,", [OTLPHeader("authorization", "Basic eDp5")]),
            ("k=a=b", [OTLPHeader("k", "a=b")]), ("k=%C3%A9", [OTLPHeader("k", "é")]), ("", []), ("k=", [OTLPHeader("k", "")]),
        ])
    func lists(text: String, expected: [OTLPHeader]) {
        #expect(OTLPHeader.list(text) == expected)
    }

    @Test("what is no list is refused", arguments: ["a", "=b", "a=%zz", "a=%4", "a=%0d%0ax: y", "a=%ff"])
    func malformed(text: String) {
        #expect(OTLPHeader.list(text) == nil)
    }
}
