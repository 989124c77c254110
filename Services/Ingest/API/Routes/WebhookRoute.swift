import FoundationEssentials
import Hummingbird
import IngestDomain
import NIOCore
import Primitives
import ServerKit
import Telemetry

/// `POST /webhook/alertmanager`: answered with 200 only when every alert is committed to disk.
struct WebhookRoute: Sendable {
    let sink: any AlertSink
    let decoder: AlertmanagerDecoder
    let maximumBodyBytes: Int
    let clock: WallClock
    let metrics: WebhookMetrics

    func add(to router: ServiceRouter) {
        router.post("/webhook/alertmanager", for: .sources) { request, context in
            let body = try await metered { () async throws in try await request.body(maximumBytes: maximumBodyBytes) }
            let receipt = try await metered { () async throws in try await take(body) }
            return try Response.json(receipt)
        }
    }

    private func take(_ body: ByteBuffer) async throws -> IntakeReceipt {
        let webhook = try body.withUnsafeReadableBytes { bytes in
            try decoder.decode(Data(bytes), at: clock.now)
        }
        metrics.truncated.increment(by: webhook.truncatedAlerts)
        let receipt = try await sink.accept(webhook.alerts)
        metrics.accepted(webhook.alerts)
        return receipt
    }

    /// Counts what goes wrong, by whose fault it is, and makes problems of it.
    private func metered<Success>(_ work: () async throws -> Success) async throws -> Success {
        do {
            return try await work()
        } catch let error as IntakeError {
            metrics.webhooks[.init(error)].increment()
            throw error.problem ?? error
        } catch let error as ProblemError where error.status == .contentTooLarge {
            metrics.webhooks[.tooLarge].increment()
            throw error
        }
    }
}
