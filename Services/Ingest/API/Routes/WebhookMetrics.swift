import Contracts
import IngestDomain
package import Telemetry

/// What comes in, by how it was answered.
package struct WebhookMetrics: Sendable {
    struct Outcome: LabelSet {
        var name: String
        var pairs: KeyValuePairs<String, String> { ["outcome": name] }

        static let accepted = Outcome(name: "accepted")
        static let tooLarge = Outcome(name: "too_large")

        init(name: String) {
            self.name = name
        }

        init(_ error: IntakeError) {
            name =
                switch error {
                case .rejected: "rejected"
                case .unavailable: "unavailable"
                case .failed: "failed"
                }
        }
    }

    struct Status: LabelSet {
        var status: AlertStatus
        var pairs: KeyValuePairs<String, String> { ["status": status.rawValue] }
    }

    let webhooks: Family<Outcome, Counter>
    let alerts: Family<Status, Counter>
    let truncated: Counter

    package init(registry: MetricsRegistry) {
        webhooks = registry.counter("whence_intake_webhooks_total", help: "Webhooks, by how they were answered.", labels: Outcome.self)
        alerts = registry.counter("whence_intake_alerts_total", help: "Alerts that were committed, repeats included.", labels: Status.self)
        truncated = registry.counter(
            "whence_intake_truncated_alerts_total", help: "Alerts that Alertmanager left out of its webhooks, by its max_alerts.")
    }

    func accepted(_ alerts: [IncomingAlert]) {
        webhooks[.accepted].increment()
        let firing = alerts.count { $0.alert.status == .firing }
        self.alerts[Status(status: .firing)].increment(by: firing)
        self.alerts[Status(status: .resolved)].increment(by: alerts.count - firing)
    }
}
