import NIOCore
import NIOPosix

/// A client of raw bytes, for what a well-behaved one never sends.
struct RawClient {
    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    static func connect<Value: Sendable>(port: Int, _ body: @Sendable (RawClient) async throws -> Value) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawClient(inbound: inbound, outbound: outbound))
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Everything up to the end of the connection.
    func readToEnd() async throws -> String {
        var text = ""
        for try await buffer in inbound { text += String(buffer: buffer) }
        return text
    }

    /// What has come when `marker` is in it, or the connection ends.
    func read(until marker: String) async throws -> String {
        var text = ""
        for try await buffer in inbound {
            text += String(buffer: buffer)
            if text.contains(marker) { break }
        }
        return text
    }

    /// Sends each text when what comes before it in the table has come, and gives what came after the last one.
    func converse(_ replies: [(after: String, send: String)], until end: String) async throws -> String {
        var text = ""
        var replies = replies[...]
        for try await buffer in inbound {
            text += String(buffer: buffer)
            while let next = replies.first, let marker = text.firstRange(of: next.after) {
                text = String(text[marker.upperBound...])
                replies.removeFirst()
                try await send(next.send)
            }
            if replies.isEmpty, text.contains(end) { break }
        }
        return text
    }
}
