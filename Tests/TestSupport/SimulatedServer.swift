import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on a real socket that answers as it is told, well or badly, and remembers what it was asked.
package final class SimulatedServer: Sendable {
    package enum Answer: Sendable {
        case ok(String)
        case status(Int, String)
        /// Accepts, reads and says nothing.
        case silence
        /// Promises more bytes than come, and closes.
        case truncated(String)
        /// Megabytes of blanks.
        case oversized(megabytes: Int)
        /// Closes at once.
        case hangUp
    }

    package struct Request: Sendable {
        package var method: String
        /// With its query.
        package var uri: String
        /// Names in lower case.
        package var headers: [String: String]
        package var body: String
    }

    private let channel: any Channel
    private let seen: RequestLog

    package init(_ answer: @escaping @Sendable (Request) -> Answer) async throws {
        let seen = RequestLog()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Responder(answer: answer, seen: seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.seen = seen
    }

    package var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// In the order of their arrival.
    package var requests: [Request] { seen.all.withLock { $0 } }

    package func stop() async throws {
        try await channel.close()
    }

    private final class RequestLog: Sendable {
        let all = Mutex<[Request]>([])
    }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (Request) -> Answer
        private let seen: RequestLog
        private var request: Request?

        init(answer: @escaping @Sendable (Request) -> Answer, seen: RequestLog) {
            self.answer = answer
            self.seen = seen
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                var headers: [String: String] = [:]
                for (name, value) in head.headers { headers[name.lowercased()] = value }
                request = Request(method: head.method.rawValue, uri: head.uri, headers: headers, body: "")
            case .body(let bytes):
                request?.body += String(buffer: bytes)
            case .end:
                guard let request else { return }
                seen.all.withLock { $0.append(request) }
                respond(answer(request), context)
            }
        }

        private func respond(_ answer: Answer, _ context: ChannelHandlerContext) {
            switch answer {
            case .ok(let body): send(200, body, length: body.utf8.count, context)
            case .status(let code, let body): send(code, body, length: body.utf8.count, context)
            case .silence: break
            case .truncated(let body):
                send(200, body, length: body.utf8.count + 1000, context)
                context.close(promise: nil)
            case .oversized(let megabytes):
                send(200, String(repeating: " ", count: megabytes << 20), length: megabytes << 20, context)
            case .hangUp:
                context.close(promise: nil)
            }
        }

        private func send(_ code: Int, _ body: String, length: Int, _ context: ChannelHandlerContext) {
            var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: code))
            head.headers.add(name: "content-type", value: "application/json")
            head.headers.add(name: "content-length", value: String(length))
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
