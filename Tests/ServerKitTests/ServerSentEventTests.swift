import NIOCore
import ServerKit
import Testing

@Suite struct ServerSentEventTests {
    @Test(arguments: [
        (ServerSentEvent(id: "7-1", data: "{}"), "id: 7-1\ndata: {}\n\n"),
        (ServerSentEvent(type: "reset", data: ""), "event: reset\ndata: \n\n"),
        (ServerSentEvent(id: "7-1"), "id: 7-1\n\n"),
        (ServerSentEvent(data: "a\nb\r\nc\rd\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"),
        (
            ServerSentEvent(id: "1\ndata: forged\r\n\n", type: "x\ny", data: "\u{301}\nid: 2"),
            "event: xy\nid: 1data: forged\ndata: \u{301}\ndata: id: 2\n\n"
        ),
        (ServerSentEvent(id: "a\0b", data: "größe"), "id: ab\ndata: größe\n\n"),
    ])
    func `a text stays within its field, whatever lines it has`(event: ServerSentEvent, expected: String) {
        var buffer = ByteBuffer()
        event.write(into: &buffer)
        #expect(String(buffer: buffer) == expected)
    }
}
