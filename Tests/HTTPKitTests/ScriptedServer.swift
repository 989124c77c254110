import NIOCore
import NIOPosix
import NIOSSL

/// A server of raw bytes on a real socket, for what a well-behaved one never does.
struct ScriptedServer {
    enum Script: Sendable {
        /// Accepts, reads and says nothing.
        case silence
        /// Answers every read with these bytes.
        case answer(String)
        /// Answers with these bytes and closes.
        case answerAndClose(String)
        /// Sends a head without a length, then chunks of this size for ever.
        case endless(chunk: Int)
    }

    let port: Int

    /// Runs a server while `body` runs.
    static func run<Value>(
        _ script: Script, tls: NIOSSLContext? = nil, _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(ScriptedServer(port: channel.localAddress?.port ?? 0))
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: Script

        init(script: Script) {
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch script {
            case .silence:
                break
            case .answer(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .answerAndClose(let text):
                let channel = context.channel
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenComplete { _ in channel.close(promise: nil) }
            case .endless(let chunk):
                context.write(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")), promise: nil)
                stream(chunk, to: context)
            }
        }

        private func stream(_ size: Int, to context: ChannelHandlerContext) {
            let bytes = "\(String(size, radix: 16))\r\n\(String(repeating: "x", count: size))\r\n"
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes))).whenSuccess {
                // Not from here: a write that the socket takes at once succeeds before it returns, and the stack would grow with the stream.
                let (_, context) = loopBound.value
                context.eventLoop.execute {
                    let (handler, context) = loopBound.value
                    handler.stream(size, to: context)
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
