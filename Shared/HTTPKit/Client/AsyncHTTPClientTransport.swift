import AsyncHTTPClient
import HTTPTypes
package import NIOCore
import NIOHTTP1
import NIOPosix

/// The network, through AsyncHTTPClient.
///
/// It follows no redirect, undoes no compression (it asks for none), and tries once. Shut it down before it goes.
package final class AsyncHTTPClientTransport: Transport {
    let client: HTTPClient
    private let eventLoops: any EventLoopGroup

    /// - Parameter eventLoopGroup: The threads that do the work; by default those of the process, which the server runs on too.
    package init(
        configuration: TransportConfiguration = TransportConfiguration(),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws(TLSOptionsError) {
        var settings = HTTPClient.Configuration(
            tlsConfiguration: try configuration.tls.configuration(),
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(configuration.connectTimeout)))
        settings.connectionPool.idleTimeout = TimeAmount(configuration.idleTimeout)
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionsPerHost
        settings.dnsOverride = configuration.addresses
        // A refused connection is told at once; trying again is the caller's decision.
        settings.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .shared(eventLoopGroup), configuration: settings)
        eventLoops = eventLoopGroup
    }

    /// Closes all connections; requests under way fail as cancelled.
    package func shutdown() async {
        await settle()
        // The only error is to shut down twice, which leaves things as they should be.
        try? await client.shutdown()
    }

    /// Lets go what has been answered: a connection returns to its pool a few turns of two event loops after its answer was handed over, and a pool
    /// that was shut down in between would no longer know it, which AsyncHTTPClient takes for a programmer's error and ends the process.
    private func settle() async {
        for _ in 0..<4 {
            for eventLoop in eventLoops.makeIterator() {
                // A loop that has ended has nothing left to do.
                try? await eventLoop.submit {}.get()
            }
        }
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let deadline = NIODeadline.now() + TimeAmount(request.timeout)
        let outbound = try prepare(request)
        let collector = ResponseCollector(method: request.method, limit: request.maximumBytes)
        let task = client.execute(request: outbound, delegate: collector, deadline: deadline)
        do {
            return try await withTaskCancellationHandler {
                try await task.futureResult.get()
            } onCancel: {
                task.fail(reason: CancellationError())
            }
        } catch {
            throw TransportError(error, request: request)
        }
    }

    func prepare(_ request: OutboundRequest) throws(TransportError) -> HTTPClient.Request {
        var headers = HTTPHeaders()
        for field in request.headers {
            headers.add(name: field.name.rawName, value: field.value)
        }
        do {
            return try HTTPClient.Request(
                url: request.url, method: HTTPMethod(rawValue: request.method.rawValue), headers: headers,
                body: request.body.isEmpty ? nil : .byteBuffer(ByteBuffer(bytes: request.body)))
        } catch {
            throw TransportError(error, request: request)
        }
    }
}
