import Contracts
import HTTPTypes
import IngestDomain
import ServerKit
package import Telemetry

/// What comes in, by how it was answered.
package struct WebhookMetrics: Sendable {
    struct Outcome: LabelSet {
        var source: String
        var name: String
        var pairs: KeyValuePairs<String, String> { ["source": source, "outcome": name] }

        static func accepted(_ source: String) -> Outcome {
            Outcome(source: source, name: "accepted")
        }

        init(source: String, name: String) {
            self.source = source
            self.name = name
        }

        init(source: String, _ error: IntakeError) {
            let name =
                switch error {
                case .rejected: "rejected"
                case .unavailable: "unavailable"
                case .failed: "failed"
                }
            self.init(source: source, name: name)
        }

        init(source: String, _ error: ProblemError) {
            let name =
                switch error.status {
                case .contentTooLarge: "too_large"
                case .forbidden: "forbidden"
                case .serviceUnavailable: "unavailable"
                default: "rejected"
                }
            self.init(source: source, name: name)
        }
    }

    struct Status: LabelSet {
        var status: AlertStatus
        var pairs: KeyValuePairs<String, String> { ["status": status.rawValue] }
    }

    struct Source: LabelSet {
        var source: String
        var pairs: KeyValuePairs<String, String> { ["source": source] }
    }

    struct Effect: LabelSet {
        var name: String
        var pairs: KeyValuePairs<String, String> { ["effect": name] }
    }

    let webhooks: Family<Outcome, Counter>
    let alerts: Family<Status, Counter>
    let effects: Family<Effect, Counter>
    let truncated: Counter
    let rejected: Family<Source, Counter>

    package init(registry: MetricsRegistry) {
        webhooks = registry.counter("whence_intake_webhooks_total", help: "Webhooks, by source and how they were answered.", labels: Outcome.self)
        alerts = registry.counter("whence_intake_alerts_total", help: "Alerts that were committed, repeats included.", labels: Status.self)
        effects = registry.counter(
            "whence_intake_alert_effects_total",
            help: "Committed alerts, by what they were: new, resolved or repeated. The share of the repeated is what deduplication saves.",
            labels: Effect.self)
        rejected = registry.counter(
            "whence_intake_rejected_alerts_total", help: "Alerts that can't be taken: too long, or not as their source's format says.",
            labels: Source.self)
        truncated = registry.counter(
            "whence_intake_truncated_alerts_total", help: "Alerts that senders left out of their webhooks, by a limit of their own.")
    }

    func accepted(_ alerts: [IncomingAlert], _ receipt: IntakeReceipt, from source: String) {
        webhooks[.accepted(source)].increment()
        let firing = alerts.count { $0.alert.status == .firing }
        self.alerts[Status(status: .firing)].increment(by: firing)
        self.alerts[Status(status: .resolved)].increment(by: alerts.count - firing)
        effects[Effect(name: "new")].increment(by: receipt.new)
        effects[Effect(name: "resolved")].increment(by: receipt.resolved)
        effects[Effect(name: "repeated")].increment(by: receipt.repeated)
    }
}
