import HTTPTypes
package import Hummingbird
package import NIOCore

/// One event of a stream, as the HTML standard frames it (section 9.2, "Server-sent events").
package struct ServerSentEvent: Hashable, Sendable {
    /// What a client names to go on from here.
    package var id: String?
    /// nil for the usual type, `message`.
    package var type: String?
    /// Without it the event only moves the client's id on.
    package var data: String?

    package init(id: String? = nil, type: String? = nil, data: String? = nil) {
        self.id = id
        self.type = type
        self.data = data
    }

    /// Whatever the texts hold, they stay within their field: line breaks divide data, and end up nowhere else. An id with U+0000 would be ignored by
    /// clients, so that is left out too.
    package func write(into buffer: inout ByteBuffer) {
        if let type { Self.write("event", type, into: &buffer) }
        if let id { Self.write("id", id, into: &buffer) }
        if let data {
            // Three spellings of a line's end, and as one grapheme a CR LF is none of the others: bytes are compared.
            for line in Self.lines(of: data) {
                buffer.writeStaticString("data: ")
                buffer.writeBytes(line)
                buffer.writeStaticString("\n")
            }
        }
        buffer.writeStaticString("\n")
    }

    /// Keeps a connection alive through whatever stands between, and tells a server whether anyone is still there.
    package static func writeHeartbeat(into buffer: inout ByteBuffer) {
        buffer.writeStaticString(": \n")
    }

    private static func write(_ field: StaticString, _ value: String, into buffer: inout ByteBuffer) {
        buffer.writeStaticString(field)
        buffer.writeStaticString(": ")
        buffer.writeBytes(value.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 })
        buffer.writeStaticString("\n")
    }

    private static func lines(of text: String) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = Array(text.utf8)[...]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            lines.append(rest[..<end])
            let isPair = rest[end] == 0x0D && rest.index(after: end) < rest.endIndex && rest[rest.index(after: end)] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
        lines.append(rest)
        return lines
    }
}

extension Response {
    /// A stream of events: written by the closure, piece by piece, until it returns.
    package static func events(_ write: @escaping @Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void) -> Response {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // nginx would gather events until its buffer is full.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await write(&writer)
                try await writer.finish(nil)
            })
    }
}
