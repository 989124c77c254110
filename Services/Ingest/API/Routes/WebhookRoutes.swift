import Contracts
import Hummingbird
package import IngestDomain
import Logging
import NIOCore
package import Primitives
package import ServerKit
import Telemetry

/// Where alerts come in, whatever sends them: answered with 200 only when every alert that can be taken is committed to disk.
///
/// Alerts that can't be are named in the answer, counted and logged. Where none can be, the webhook is refused.
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
            let webhook = try await read(request, from: source, cluster: origin.cluster)
            return try Response.json(try await take(webhook, from: source, context.logger))
        }
    }

    /// By itself, so that nobody holds the body any more while its alerts wait to be written.
    private func read(
        _ request: Request, from source: any AlertSource, cluster: String?
    ) async throws -> NotificationReader.Webhook {
        let body = try await request.body(maximumBytes: maximumBodyBytes)
        let now = clock.now
        return try body.withUnsafeReadableBytes { bytes in
            try notifications.read(bytes, from: source, cluster: cluster, at: now, traceContext: ActiveSpan.current?.context.description)
        }
    }

    private func take(_ webhook: NotificationReader.Webhook, from source: any AlertSource, _ logger: Logger) async throws -> WebhookAnswer {
        metrics.truncated.increment(by: webhook.truncatedAlerts)
        ActiveSpan.current?.set("whence.alerts", .count(webhook.alerts.count))
        guard !webhook.alerts.isEmpty || webhook.rejections.alerts == 0 else {
            note(webhook, from: source, logger)
            throw IntakeError.rejected(webhook.rejections.errors)
        }
        let receipt = try await sink.accept(webhook.alerts)
        metrics.accepted(webhook.alerts, receipt, from: source.name)
        note(webhook, from: source, logger)
        return WebhookAnswer(receipt: receipt, rejections: webhook.rejections)
    }

    /// Says of rejected alerts that there are some: few senders show anybody what they were answered. What the alerts hold isn't for the log.
    private func note(_ webhook: NotificationReader.Webhook, from source: any AlertSource, _ logger: Logger) {
        guard let first = webhook.rejections.errors.first else { return }
        metrics.rejected[.init(source: source.name)].increment(by: webhook.rejections.alerts)
        logger.warning(
            "alerts of a webhook were rejected",
            metadata: [
                "source": "\(source.name)", "rejected": "\(webhook.rejections.alerts)", "accepted": "\(webhook.alerts.count)",
                "first.field": "\(first.field)",
            ])
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
