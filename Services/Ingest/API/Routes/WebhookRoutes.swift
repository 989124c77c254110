import Hummingbird
package import IngestDomain
import NIOCore
package import Primitives
package import ServerKit
import Telemetry

/// Where alerts come in, whatever sends them: answered with 200 only when every alert is committed to disk.
package struct WebhookRoutes: Sendable {
    private let sink: any AlertSink
    private let sources: AlertSources
    private let notifications: NotificationReader
    private let maximumBodyBytes: Int
    private let clock: WallClock
    private let metrics: WebhookMetrics

    package init(
        sink: any AlertSink, sources: AlertSources, notifications: NotificationReader, maximumBodyBytes: Int, clock: WallClock,
        metrics: WebhookMetrics
    ) {
        self.sink = sink
        self.sources = sources
        self.notifications = notifications
        self.maximumBodyBytes = maximumBodyBytes
        self.clock = clock
        self.metrics = metrics
    }

    package func add(to router: ServiceRouter) {
        for source in AlertSources.known {
            for path in source.paths {
                router.post(path, for: .sources) { request, context in try await answer(request, from: source, context) }
            }
        }
        for path in GenericSource.paths {
            router.post(path, for: .sources) { request, context in
                let name = try context.decodedParameter("source")
                guard let source = sources.configured[name] else { throw ProblemError.notFound("No source of this name is configured.") }
                return try await answer(request, from: source, context)
            }
        }
    }

    private func answer(_ request: Request, from source: any AlertSource, _ context: ServiceContext) async throws -> Response {
        try await metered(source) {
            let origin = try Origin(source: source, context: context)
            let body = try await request.body(maximumBytes: maximumBodyBytes)
            return try Response.json(try await take(body, from: source, cluster: origin.cluster))
        }
    }

    private func take(_ body: ByteBuffer, from source: any AlertSource, cluster: String?) async throws -> IntakeReceipt {
        let now = clock.now
        let webhook = try body.withUnsafeReadableBytes { bytes in
            try notifications.read(bytes, from: source, cluster: cluster, at: now)
        }
        metrics.truncated.increment(by: webhook.truncatedAlerts)
        let receipt = try await sink.accept(webhook.alerts)
        metrics.accepted(webhook.alerts, receipt, from: source.name)
        return receipt
    }

    /// Counts what goes wrong, by whose fault it is, and makes problems of it.
    private func metered<Success>(_ source: any AlertSource, _ work: () async throws -> Success) async throws -> Success {
        do {
            return try await work()
        } catch let error as IntakeError {
            metrics.webhooks[.init(source: source.name, error)].increment()
            throw error.problem ?? error
        } catch let error as ProblemError {
            metrics.webhooks[.init(source: source.name, error)].increment()
            throw error
        }
    }
}
