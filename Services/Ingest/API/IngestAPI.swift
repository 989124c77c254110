package import IngestDomain
import OpenAPIDocuments
package import Primitives
package import ServerKit

/// The interface for machines: where alerts come in, and what became of them.
package struct IngestAPI: Sendable {
    private let webhook: WebhookRoute
    private let incidents: IncidentRoutes

    /// - Parameters:
    ///   - decoder: Reads Alertmanager's bodies.
    ///   - maximumBodyBytes: Of a webhook.
    package init(
        sink: any AlertSink, reader: any IncidentReader, decoder: AlertmanagerDecoder, maximumBodyBytes: Int, clock: WallClock,
        metrics: WebhookMetrics
    ) {
        webhook = WebhookRoute(sink: sink, decoder: decoder, maximumBodyBytes: maximumBodyBytes, clock: clock, metrics: metrics)
        incidents = IncidentRoutes(reader: reader)
    }

    /// `openapi/ingest.yaml`
    package static var document: [UInt8] { Array(String(cString: openapi_ingest()).utf8) }

    package func add(to router: ServiceRouter) {
        webhook.add(to: router)
        incidents.add(to: router)
    }
}
