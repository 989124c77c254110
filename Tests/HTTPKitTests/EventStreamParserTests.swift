import HTTPKit
import Testing

@Suite("Event streams")
struct EventStreamParserTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stream: String
        var events: [StreamedEvent]

        init(_ name: String, _ stream: String, _ events: [StreamedEvent]) {
            testDescription = name
            self.stream = stream
            self.events = events
        }
    }

    private static func event(_ data: String, name: String = "message", id: String = "") -> StreamedEvent {
        StreamedEvent(name: name, data: Array(data.utf8), id: id)
    }

    static let rows = [
        Row("an event", "data: one\n\n", [event("one")]),
        Row("a type, an id and a time to come again", "retry: 10\nid: 7\nevent: ping\ndata: {}\n\n", [event("{}", name: "ping", id: "7")]),
        Row("lines of data are joined", "data: a\ndata: b\ndata:\ndata: c\n\n", [event("a\nb\n\nc")]),
        Row("carriage returns end lines", "data: a\r\rdata: b\r\r", [event("a"), event("b")]),
        Row("both together end one line", "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", [event("a\nb"), event("c")]),
        Row("kinds of line ends may mix", "data: a\ndata: b\r\r\ndata: c\n\r\n", [event("a\nb"), event("c")]),
        Row("one blank after the colon is dropped, not two", "data:a\n\ndata: b\n\ndata:  c\n\n", [event("a"), event("b"), event(" c")]),
        Row("a line without a colon is a field without a value", "data\n\ndata\ndata\n\n", [event(""), event("\n")]),
        Row("comments and unknown fields are passed over", ": hello\nfoo: bar\ndata: a\n:\n\n", [event("a")]),
        Row("a type without data is no event, and is forgotten", "event: lost\n\ndata: a\n\n", [event("a")]),
        Row(
            "ids last, and an empty one resets them", "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
            [event("a", id: "1"), event("b", id: "1"), event("c")]),
        Row("an id with a NUL is none", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [event("a", id: "1"), event("b", id: "1")]),
        Row("a byte order mark is dropped, once", "\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n", [event("a")]),
        Row("what the end cuts off is dropped", "data: a\n\ndata: b\n", [event("a")]),
        Row("names are exact", "Data: a\ndata : b\ndatax: c\n\n", []),
        Row("blank lines alone are nothing", "\n\n\r\n\r\r", []),
        Row("characters of several bytes", "data: ü€😀\n\n", [event("ü€😀")]),
    ]

    @Test("are read alike in pieces of any size", arguments: rows)
    func pieces(row: Row) throws {
        let bytes = Array(row.stream.utf8)
        for size in 1...max(1, bytes.count) {
            var parser = EventStreamParser()
            var events: [StreamedEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try parser.feed(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(events == row.events, "in pieces of \(size)")
        }
    }

    @Test(
        "lines and events have bounds, which a slow sender can't evade",
        arguments: [String(repeating: "x", count: 65), "data: 45678901\ndata: 45678901\ndata: 45\n"])
    func bounds(stream: String) {
        #expect(throws: EventStreamParser.TooLarge.self) {
            var parser = EventStreamParser(limits: .init(lineBytes: 64, eventBytes: 18))
            for byte in stream.utf8 { _ = try parser.feed([byte]) }
        }
    }

    @Test("many small events are no large one")
    func small() throws {
        var parser = EventStreamParser(limits: .init(lineBytes: 16, eventBytes: 16))
        let events = try parser.feed(Array(String(repeating: "data: 0123456\n\n", count: 1000).utf8))
        #expect(events.count == 1000)
    }
}
