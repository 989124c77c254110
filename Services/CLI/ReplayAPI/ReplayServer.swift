import Glibc
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
package import Primitives
package import Recording
import ServiceLifecycle

/// Serves a recording over HTTP as the cluster's API server and its Prometheus did: read-only, on one port.
///
/// It stands on Hummingbird's server and not on its `Application`, which would put today's date on every answer:
/// clients tell the age of what they read by the `Date` header, and a recording lies in the past.
package struct ReplayServer: Service {
    /// How the answers differ from the recorded ones.
    package struct Conditions: Sendable {
        package var faults: [Fault]
        /// Added to every answer.
        package var latency: Duration

        package init(faults: [Fault] = [], latency: Duration = .zero) {
            self.faults = faults
            self.latency = latency
        }
    }

    private let cluster: RecordedCluster
    private let host: String
    private let port: Int
    private let conditions: Conditions
    private let clock: WallClock
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - clock: What the `Date` header says; the time of the recording where it is nil.
    ///   - onRunning: Called once with the port that requests are accepted on.
    package init(
        cluster: RecordedCluster, host: String = "127.0.0.1", port: Int = 0, conditions: Conditions = Conditions(),
        clock: WallClock? = nil, logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.host = host
        self.port = port
        self.conditions = conditions
        self.clock = clock ?? .fixed(cluster.recording.recordedAt)
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let channel = HTTP1Channel(
            responder: { request, writer, _ in
                let response = try await response(to: request)
                try await writer.write(response: response.head, body: response.body)
            }, configuration: .init(idleTimeout: .seconds(60)))
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: port), availableConnectionsDelegate: MaximumAvailableConnections(1024)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        do {
            try await server.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AddressInUse(address: "\(host):\(port)")
        }
    }

    /// Another program listens there already.
    package struct AddressInUse: Error, CustomStringConvertible {
        package var address: String

        package var description: String { "\(address) is in use by another program: choose another port, or 0 for any free one" }
    }

    /// Far above an access review or a Prometheus query, the only bodies that are read.
    private static let maximumBodyBytes = 1 << 20

    private func response(to request: Request) async throws -> Response {
        if conditions.latency > .zero { try await Task.sleep(for: conditions.latency) }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Self.maximumBodyBytes))
        } catch is NIOTooManyBytesError {
            return response(APIStatus(code: 413, reason: "RequestEntityTooLarge", message: "limit is \(Self.maximumBodyBytes) bytes").answer)
        }
        guard
            let recorded = RecordedRequest(
                method: request.method, target: request.head.path ?? "/", accept: request.headers[.accept], body: body)
        else { return response(APIStatus(code: 400, reason: "BadRequest", message: "the request's target is badly encoded").answer) }
        if let fault = conditions.faults.first(where: { $0.applies(to: recorded) }) { return response(fault.answer) }
        return response(cluster.answer(recorded), isHead: request.method == .head)
    }

    private func response(_ answer: RecordedAnswer, isHead: Bool = false) -> Response {
        let headers = answer.headers(now: clock.now)
        let response = Response(status: answer.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        return isHead ? response.createHeadResponse() : response
    }
}
