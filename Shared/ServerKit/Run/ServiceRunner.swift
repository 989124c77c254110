import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
package import ServiceLifecycle
package import UnixSignals

/// Runs a service until it is told to stop: its server and whatever works beside it.
///
/// On SIGTERM or SIGINT the server stops accepting, finishes the requests under way, and then the other services stop, last one first.
package struct ServiceRunner: Sendable {
    private let name: String
    private let settings: ServerSettings
    private let logger: Logger
    private let hits: LimitHits
    private let responder: RouterResponder<ServiceContext>
    private let services: [any Service]
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - name: The program's.
    ///   - services: Started before the server, in this order.
    ///   - onListening: Called once, with the port that requests are accepted on.
    package init(
        name: String, settings: ServerSettings, logger: Logger, router: ServiceRouter, services: [any Service] = [],
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.name = name
        self.settings = settings
        self.logger = logger
        hits = router.entrance.hits
        responder = router.buildResponder()
        self.services = services
        self.onListening = onListening
    }

    /// - Parameter signals: What stops it; none where it runs within another program, which cancels the task instead.
    package func run(stoppedBy signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: (services + [MemoryTrimmer(), server]).map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = settings.shutdownTimeout
        configuration.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }

    private var server: some Service {
        let (limits, hits) = (settings.limits, hits)
        let (readTimeout, writeTimeout) = (TimeAmount(limits.readTimeout), TimeAmount(limits.writeTimeout))
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                SmallReadsHandler(), HeaderOverflowHandler(hits: hits), ReadDeadlineHandler(timeout: readTimeout, hits: hits),
                WriteDeadlineHandler(timeout: writeTimeout, hits: hits), BodyGateHandler(),
            ],
            idleTimeout: TimeAmount(limits.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.maximumHeaderBytes, maxHeaderListSize: limits.maximumHeaderBytes,
                maxHeaderFieldCount: limits.maximumHeaderCount))
        return Application(
            responder: responder,
            server: .http1(configuration: http),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1024,
                availableConnectionsDelegate: ConnectionLimit(maximum: limits.connections, hits: hits)),
            onServerRunning: { await listening(on: $0) },
            logger: logger)
    }

    private func listening(on channel: any Channel) async {
        let port = channel.localAddress?.port ?? settings.port
        if let path = settings.portFile {
            do {
                try PortFile.write(port, to: path)
            } catch {
                logger.error("the port can't be written", metadata: ["path": .string(path), "error": "\(error)"])
            }
        }
        logger.notice("listening", metadata: ["service": .string(name), "host": .string(settings.host), "port": .stringConvertible(port)])
        await onListening(port)
    }
}
