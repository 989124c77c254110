package import Telemetry

/// What intake counts between a webhook and its COMMIT.
package struct IntakeMetrics: Sendable {
    package let waiting: Gauge
    package let commitFailures: Counter
    private let batchWebhooks: Histogram
    private let batchAlerts: Histogram
    private let commitDuration: Histogram

    package init(registry: MetricsRegistry) {
        let sizes: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
        waiting = registry.gauge("whence_intake_waiting_webhooks", help: "Webhooks that wait for their transaction.")
        commitFailures = registry.counter("whence_intake_commit_failures_total", help: "Transactions of intake that failed.")
        batchWebhooks = registry.histogram("whence_intake_batch_webhooks", help: "Webhooks in one transaction.", bounds: sizes)
        batchAlerts = registry.histogram("whence_intake_batch_alerts", help: "Alerts in one transaction.", bounds: sizes)
        commitDuration = registry.histogram("whence_intake_commit_duration_seconds", help: "From the first statement to COMMIT, in seconds.")
    }

    func committed(webhooks: Int, alerts: Int, in duration: Duration) {
        batchWebhooks.observe(Double(webhooks))
        batchAlerts.observe(Double(alerts))
        commitDuration.observe(duration)
    }
}
