package import IngestDomain

/// What one `POST /webhook/alertmanager` said, read and within bounds.
package struct AlertmanagerWebhook: Equatable, Sendable {
    /// In the order of the body. Each has a status of its own: a webhook whose outer status is `firing` may carry resolved alerts too.
    package var alerts: [IncomingAlert]
    /// How many more alerts the group has than Alertmanager was configured to send (`max_alerts`).
    package var truncatedAlerts: Int

    package init(alerts: [IncomingAlert], truncatedAlerts: Int = 0) {
        self.alerts = alerts
        self.truncatedAlerts = truncatedAlerts
    }
}
