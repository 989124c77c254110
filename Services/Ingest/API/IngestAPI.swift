package import IngestDomain
import OpenAPIDocuments
package import Primitives
package import ServerKit

/// The interface for machines: where alerts come in, and what became of them.
package struct IngestAPI: Sendable {
    private let webhooks: WebhookRoutes
    private let incidents: IncidentRoutes
    private let events: EventRoutes
    private let statistics: StatisticsRoutes
    private let actions: ActionRoutes
    private let feedback: FeedbackRoutes

    /// - Parameters:
    ///   - hub: Where listeners of this replica are.
    ///   - sources: What may send alerts.
    ///   - notifications: Makes alerts of what they send.
    ///   - maximumBodyBytes: Of a webhook.
    package init(
        sink: any AlertSink, reader: any IncidentReader, desk: any IncidentDesk, events: any EventLog, hub: EventHub,
        statistics: any StatisticsLedger, sources: AlertSources = AlertSources(), notifications: NotificationReader, maximumBodyBytes: Int,
        clock: WallClock, metrics: WebhookMetrics
    ) {
        webhooks = WebhookRoutes(
            sink: sink, sources: sources, notifications: notifications, maximumBodyBytes: maximumBodyBytes, clock: clock, metrics: metrics)
        incidents = IncidentRoutes(reader: reader)
        self.events = EventRoutes(log: events, hub: hub)
        self.statistics = StatisticsRoutes(ledger: statistics, clock: clock)
        actions = ActionRoutes(desk: desk, reader: reader)
        feedback = FeedbackRoutes(desk: desk, actions: actions)
    }

    /// `openapi/ingest.yaml`
    package static var document: [UInt8] { Array(String(cString: openapi_ingest()).utf8) }

    package func add(to router: ServiceRouter) {
        webhooks.add(to: router)
        incidents.add(to: router)
        events.add(to: router)
        statistics.add(to: router)
        actions.add(to: router)
        feedback.add(to: router)
    }
}
