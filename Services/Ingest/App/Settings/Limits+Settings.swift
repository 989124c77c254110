package import IngestAPI
package import IngestDomain
package import Settings

extension WebhookLimits {
    package init(reading settings: inout SettingsReader) {
        self.init()
        alerts = settings.integer(
            "MAX_WEBHOOK_ALERTS", default: alerts, in: 1...1_000_000, help: "Alerts that are taken of one webhook; further ones are rejected.")
        alert.count = settings.integer(
            "MAX_ALERT_LABELS", default: alert.count, in: 1...1_000,
            help: "Labels of one alert, and annotations likewise. The agent takes no more than the most that may be set.")
        alert.valueBytes = settings.integer(
            "MAX_LABEL_VALUE_BYTES", default: alert.valueBytes, in: 256...(1 << 20), help: "Bytes of one label's or annotation's value.")
    }
}

extension GroupCommitLimits {
    package init(reading settings: inout SettingsReader) {
        self.init()
        writers = settings.integer("INTAKE_WRITERS", default: writers, in: 1...16, help: "Transactions of intake at the same time.")
        waitingWebhooks = settings.integer(
            "INTAKE_MAX_WAITING_WEBHOOKS", default: waitingWebhooks, in: 1...1_000_000,
            help: "Webhooks that may wait for a transaction; more are answered with 503.")
        waitingAlerts = settings.integer(
            "INTAKE_MAX_WAITING_ALERTS", default: waitingAlerts, in: 1...10_000_000, help: "Alerts in the webhooks that wait, some 3 kB each.")
        batchAlerts = settings.integer("INTAKE_BATCH_ALERTS", default: batchAlerts, in: 1...100_000, help: "Alerts in one transaction.")
    }
}

extension IncidentPolicy {
    package init(reading settings: inout SettingsReader) {
        self.init()
        let year = 31_536_000.0
        joinWindow = settings.seconds(
            "INCIDENT_JOIN_SECONDS", default: joinWindow, in: 0...year, help: "For how long after its last alert an incident takes further ones.")
        holdTime = settings.seconds(
            "INCIDENT_HOLD_SECONDS", default: holdTime, in: 0...year,
            help: "An incident resolves when all its alerts have been resolved for so long.")
        reopenWindow = settings.seconds(
            "INCIDENT_REOPEN_SECONDS", default: reopenWindow, in: 0...year,
            help: "For how long after its end an incident is reopened when one of its alerts fires again.")
        analysisLifetime = settings.seconds(
            "ANALYSIS_TTL_SECONDS", default: analysisLifetime, in: 0...year,
            help: "For how long an analysis answers for its alert on its workload; when the alert fires again later, it is analysed anew.")
        flapping.cycles = settings.integer(
            "FLAPPING_CYCLES", default: flapping.cycles, in: 0...100,
            help: "An alert that begins so often within the window is flapping; 0 for never.")
        flapping.window = settings.seconds(
            "FLAPPING_WINDOW_SECONDS", default: flapping.window, in: 1...86_400, help: "The time in which a flapping alert's episodes begin.")
        correlation = CorrelationRules(reading: &settings)
    }
}
