import IngestDomain
package import Telemetry

/// What becomes of the history.
package struct HistoryMetrics: Sendable {
    struct Labels: LabelSet {
        var outcome: String
        var pairs: KeyValuePairs<String, String> { ["outcome": outcome] }
    }

    let partitions: Family<Labels, Counter>
    let incidents: Counter
    let alerts: Counter
    let keptRows: Counter
    let failures: Counter

    package init(registry: MetricsRegistry) {
        partitions = registry.counter(
            "whence_history_partitions_total", help: "Partitions by what this replica did: created, dropped, or postponed because they were in use.",
            labels: Labels.self)
        incidents = registry.counter("whence_history_removed_incidents_total", help: "Incidents past their retention that this replica removed.")
        alerts = registry.counter("whence_history_removed_alerts_total", help: "Alerts without an episode that this replica removed.")
        keptRows = registry.counter("whence_history_kept_rows_total", help: "Rows of dropped partitions that were moved because they are needed.")
        failures = registry.counter("whence_history_failures_total", help: "Passes over the history that failed.")
    }

    func count(_ report: HistoryReport) {
        for (outcome, tables) in [("created", report.created), ("dropped", report.dropped), ("postponed", report.postponed)] where !tables.isEmpty {
            partitions[Labels(outcome: outcome)].increment(by: tables.count)
        }
        incidents.increment(by: report.removedIncidents)
        alerts.increment(by: report.removedAlerts)
        keptRows.increment(by: report.keptRows)
    }

    func countFailure() {
        failures.increment()
    }
}
