import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import ServerKit

@Suite("A body is left with its client until somebody wants it")
struct BodyGateTests {
    @Test(
        "a large body, and one of unknown size, isn't read before it is wanted", arguments: ["content-length: 100000", "transfer-encoding: chunked"])
    func gated(_ field: String) throws {
        let (channel, reads) = try connection(receiving: field)
        channel.read()
        channel.read()
        #expect(reads.count == 0)
        channel.triggerUserOutboundEvent(BodyGateHandler.Open(), promise: nil)
        #expect(reads.count == 1)
        channel.read()
        #expect(reads.count == 2)
    }

    @Test("a small body and none come in by themselves", arguments: ["content-length: 100", "accept: */*"])
    func small(_ field: String) throws {
        let (channel, reads) = try connection(receiving: field)
        channel.read()
        #expect(reads.count == 1)
    }

    @Test("what nobody wanted is dropped once the request is answered, and the next request is whole")
    func answered() throws {
        let (channel, reads) = try connection(receiving: "content-length: 100000")
        channel.read()
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .serviceUnavailable)))
        #expect(reads.count == 0)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(reads.count == 1)
        for _ in 0..<3 { try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "unwanted"))) }
        try channel.writeInbound(HTTPRequestPart.end(nil))
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "next")))
        var parts: [HTTPRequestPart] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) { parts.append(part) }
        #expect(parts.dropFirst() == [.end(nil), .body(ByteBuffer(string: "next"))])
    }

    @Test("a client that goes away leaves little behind: what it had sent and nobody wanted isn't taken in")
    func abandoned() throws {
        let (channel, _) = try connection(receiving: "content-length: 1000000")
        var taken = 0
        while channel.isActive, taken < 1_000_000 {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 8192)))
            taken += 8192
        }
        #expect(taken <= 32_768)
    }

    @Test("a body that is wanted may be as long as it likes")
    func wanted() throws {
        let (channel, _) = try connection(receiving: "content-length: 1000000")
        channel.triggerUserOutboundEvent(BodyGateHandler.Open(), promise: nil)
        for _ in 0..<100 { try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 8192))) }
        #expect(channel.isActive)
    }

    @Test("a body that came with its head leaves the next request alone")
    func complete() throws {
        let (channel, reads) = try connection(receiving: "content-length: 5000")
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.read()
        #expect(reads.count == 1)
    }
}

/// Counts what gets through to the socket.
private final class Reads: ChannelOutboundHandler {
    typealias OutboundIn = HTTPResponsePart

    var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
    }
}

/// A connection on which the head of a request has come in.
private func connection(receiving field: String) throws -> (EmbeddedChannel, Reads) {
    let reads = Reads()
    let channel = EmbeddedChannel(handlers: [reads, BodyGateHandler()])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    var request = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/")
    let parts = field.split(separator: ": ")
    let name = try #require(HTTPField.Name(String(parts[0])))
    request.headerFields[name] = String(parts[1])
    try channel.writeInbound(HTTPRequestPart.head(request))
    reads.count = 0
    return (channel, reads)
}
