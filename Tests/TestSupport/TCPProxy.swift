import Glibc
import NIOCore
import NIOPosix

/// A listener on the loopback interface that passes connections on to servers, as well or as badly as it is told to.
///
/// Several targets are taken in turn, one a connection, as a load balancer would; one that refuses is passed over.
package final class TCPProxy: Sendable {
    package enum Mode: Hashable, Sendable {
        case pass
        /// Each piece of data arrives so much later.
        case delay(Duration)
        /// In each direction of a connection.
        case limit(bytesPerSecond: Int)
        /// Nothing arrives for now, and all of it later: packets are lost and sent again.
        case stall
        /// What is sent vanishes. A connection that lost something stays silent for good, and neither side is told, not even of the other's end.
        case swallow
        /// Connections are cut with a TCP reset, new ones too.
        case reset
        /// New connections are refused; those that are open go on.
        case refuse
    }

    private typealias Socket = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    package let port: Int
    private let targets: [Int]
    private let mode = Locked(Mode.pass)
    private let listener: Locked<any Channel>
    private let open = Locked<[ObjectIdentifier: any Channel]>([:])
    private let turn = Locked(0)
    private let first: NIOAsyncChannel<Socket, Never>

    private static let look = Duration.milliseconds(5)

    /// It listens when this returns, and serves in ``run()``.
    ///
    /// - Parameter targets: ports of the loopback interface.
    package init(to targets: [Int]) async throws {
        self.targets = targets
        first = try await Self.bind(port: 0)
        listener = Locked(first.channel)
        guard let port = first.channel.localAddress?.port else { throw TestSupportError("the proxy has no port") }
        self.port = port
    }

    package func set(_ mode: Mode) {
        self.mode.withLock { $0 = mode }
        switch mode {
        case .refuse: listener.value.close(promise: nil)
        case .reset: for channel in open.value.values { Self.reset(channel) }
        case .pass, .delay, .limit, .stall, .swallow: break
        }
    }

    /// Serves until the task is cancelled.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var next: NIOAsyncChannel<Socket, Never>? = first
            while !Task.isCancelled {
                if let current = next {
                    try await current.executeThenClose { clients in
                        for try await client in clients {
                            group.addTask { await self.serve(client) }
                        }
                    }
                    next = nil
                }
                guard (try? await Task.sleep(for: Self.look)) != nil else { break }
                if mode.value != .refuse {
                    let bound = try await Self.bind(port: port)
                    listener.withLock { $0 = bound.channel }
                    next = bound
                }
            }
            group.cancelAll()
        }
    }
}

// MARK: Connections

extension TCPProxy {
    /// What both directions of a connection know of it.
    private typealias IsSilent = Locked<Bool>

    /// A connection that fails is a connection that ends: its two ends find out by themselves.
    private func serve(_ client: Socket) async {
        let isSilent = IsSilent(mode.value == .swallow)
        try? await tracked(client) { fromClient, toClient in
            guard mode.value != .reset else { return Self.reset(client.channel) }
            guard !isSilent.value else {
                for try await _ in fromClient {}
                return
            }
            guard let server = try await connect() else { return Self.reset(client.channel) }
            try await tracked(server) { fromServer, toServer in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.pump(fromClient, toServer, isSilent) }
                    group.addTask { try await self.pump(fromServer, toClient, isSilent) }
                    try await group.next()
                    if isSilent.value { try await group.next() }
                    group.cancelAll()
                }
            }
        }
    }

    private func pump(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ isSilent: IsSilent
    ) async throws {
        for try await piece in inbound {
            while mode.value == .stall { try await Task.sleep(for: Self.look) }
            switch mode.value {
            case .swallow: isSilent.withLock { $0 = true }
            case .delay(let time): try await Task.sleep(for: time)
            case .limit(let rate): try await Task.sleep(for: .seconds(Double(piece.readableBytes) / Double(rate)))
            case .pass, .stall, .reset, .refuse: break
            }
            if !isSilent.value { try await outbound.write(piece) }
        }
    }

    private func tracked(
        _ socket: Socket,
        _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws {
        let id = ObjectIdentifier(socket.channel)
        open.withLock { $0[id] = socket.channel }
        defer { open.withLock { $0[id] = nil } }
        try await socket.executeThenClose { inbound, outbound in try await body(inbound, outbound) }
    }

    /// - Returns: nil where no target takes a connection.
    private func connect() async throws -> Socket? {
        let start = turn.withLock { turn in
            turn += 1
            return turn
        }
        for offset in targets.indices {
            let target = targets[(start + offset) % targets.count]
            let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(.seconds(2))
            let socket = try? await bootstrap.connect(host: "127.0.0.1", port: target) { channel in
                channel.eventLoop.makeCompletedFuture { try Socket(wrappingChannelSynchronously: channel) }
            }
            if let socket { return socket }
        }
        return nil
    }

    private static func bind(port: Int) async throws -> NIOAsyncChannel<Socket, Never> {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Socket(wrappingChannelSynchronously: channel) }
            }
    }

    /// Closed without lingering: what is unsent is dropped, and the peer is sent RST instead of FIN.
    private static func reset(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}
