import NIOCore
import NIOHTTP1
import NIOPosix

/// The socket under a ``SimulatedProvider``: takes whole requests, and plays answers back step by step.
final class ModelServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var query: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    enum Step: Sendable {
        case head(Int, [String: String])
        case bytes(String)
        case pause(Duration)
        case end
        /// Without an end: the connection is cut.
        case close
    }

    private let channel: any Channel
    private let open = Locked(0)

    /// Connections that are open now.
    var connections: Int { open.value }

    init(_ answer: @escaping @Sendable (Request) -> [Step]) async throws {
        let open = open
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                open.withLock { $0 += 1 }
                channel.closeFuture.whenComplete { _ in open.withLock { $0 -= 1 } }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Player(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    func stop() async throws {
        try await channel.close()
    }

    private final class Player: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (Request) -> [Step]
        private var request: Request?

        init(answer: @escaping @Sendable (Request) -> [Step]) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                var headers: [String: String] = [:]
                for (name, value) in head.headers { headers[name.lowercased()] = value }
                let parts = head.uri.split(separator: "?", maxSplits: 1)
                request = Request(
                    method: head.method.rawValue, path: String(parts.first ?? ""), query: parts.count > 1 ? String(parts[1]) : "", headers: headers,
                    body: [])
            case .body(let bytes):
                request?.body += Array(bytes.readableBytesView)
            case .end:
                guard let request else { return }
                play(answer(request)[...], context)
            }
        }

        private func play(_ steps: ArraySlice<Step>, _ context: ChannelHandlerContext) {
            var steps = steps
            while let step = steps.popFirst() {
                switch step {
                case .head(let status, let headers):
                    var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
                    for (name, value) in headers { head.headers.add(name: name, value: value) }
                    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
                case .bytes(let text):
                    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
                case .end:
                    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                case .close:
                    context.close(promise: nil)
                case .pause(let length):
                    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                    let rest = steps
                    context.eventLoop.scheduleTask(in: TimeAmount(length)) {
                        let (player, context) = bound.value
                        if context.channel.isActive { player.play(rest, context) }
                    }
                    return
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
