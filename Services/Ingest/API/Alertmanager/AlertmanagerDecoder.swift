import Contracts
package import FoundationEssentials
package import IngestDomain
package import Primitives

/// Reads the bodies that Alertmanager posts. Pure: bytes in, alerts out.
package struct AlertmanagerDecoder: Sendable {
    private let limits: WebhookLimits
    private let defaultCluster: String

    /// - Parameter defaultCluster: The cluster of alerts without a `cluster` label.
    package init(limits: WebhookLimits = WebhookLimits(), defaultCluster: String) {
        self.limits = limits
        self.defaultCluster = defaultCluster
    }

    /// - Parameter now: When the webhook came.
    /// - Throws: ``IntakeError/rejected(_:)``, with what is wrong where in the body.
    package func decode(_ body: Data, at now: Timestamp) throws(IntakeError) -> AlertmanagerWebhook {
        let wire = try parse(body)
        try check(wire)
        let outer = try AlertStatus(wire: wire.status, field: "status")
        var webhook = AlertmanagerWebhook(alerts: [], truncatedAlerts: max(0, wire.truncatedAlerts ?? 0))
        webhook.alerts.reserveCapacity(wire.alerts.count)
        for (index, alert) in wire.alerts.enumerated() {
            let path = "alerts[\(index)]"
            webhook.alerts.append(
                try IncomingAlert(
                    alert.contract(path: path, outer: outer, now: now), path: path, groupKey: wire.groupKey ?? "",
                    receiver: wire.receiver ?? "", threadTs: wire.threadTs ?? "", defaultCluster: defaultCluster, receivedAt: now,
                    limits: limits.alert))
        }
        return webhook
    }

    private func parse(_ body: Data) throws(IntakeError) -> AlertmanagerWireFormat {
        do {
            return try JSONDecoder().decode(AlertmanagerWireFormat.self, from: body)
        } catch let error as DecodingError {
            throw .rejected([FieldError(error)])
        } catch {
            throw .rejected([FieldError(field: "", message: "is not valid JSON")])
        }
    }

    private func check(_ wire: AlertmanagerWireFormat) throws(IntakeError) {
        var errors: [FieldError] = []
        if wire.version != "4" {
            errors.append(FieldError(field: "version", message: "must be \"4\", the one version of this format"))
        }
        if wire.alerts.count > limits.alerts {
            errors.append(FieldError(field: "alerts", message: "has \(wire.alerts.count) elements; at most \(limits.alerts) are taken"))
        }
        for (field, text) in [("groupKey", wire.groupKey), ("receiver", wire.receiver), ("thread_ts", wire.threadTs)]
        where (text?.utf8.count ?? 0) > limits.textBytes {
            errors.append(FieldError(field: field, message: "is longer than \(limits.textBytes) bytes"))
        }
        guard errors.isEmpty else { throw .rejected(errors) }
    }
}
