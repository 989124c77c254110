import Contracts
package import IngestDomain
package import Primitives

/// Makes alerts of a source's body: reads it, decides whose they are, and holds them against the bounds.
package struct NotificationReader: Sendable {
    private let limits: WebhookLimits
    private let defaultCluster: String

    /// - Parameter defaultCluster: The cluster of alerts that neither the request nor their labels give one.
    package init(limits: WebhookLimits = WebhookLimits(), defaultCluster: String) {
        self.limits = limits
        self.defaultCluster = defaultCluster
    }

    /// What one body said, read and within bounds.
    package struct Webhook: Equatable, Sendable {
        /// In the order of the body. Each has a status of its own: a webhook whose outer status is `firing` may carry resolved alerts too.
        package var alerts: [IncomingAlert]
        /// How many more alerts the group has than the sender was configured to send.
        package var truncatedAlerts: Int
    }

    /// - Parameters:
    ///   - cluster: What the path or the token says; nil leaves it to the labels.
    ///   - now: When the webhook came.
    /// - Throws: ``IntakeError/rejected(_:)``, with what is wrong where in the body.
    package func read(
        _ body: UnsafeRawBufferPointer, from source: any AlertSource, cluster: String? = nil, at now: Timestamp
    ) throws(IntakeError) -> Webhook {
        let notification: SentNotification
        do throws(JSONDecodingError) {
            notification = try JSONReader.read(body, limits: JSONLimits(members: max(1000, limits.alert.count + 1))) {
                reader throws(JSONDecodingError) in
                try source.notification(&reader, at: now)
            }
        } catch {
            throw .rejected([FieldError(field: error.path.isEmpty ? "body" : error.path, message: error.message)])
        }
        try check(notification)
        return Webhook(
            alerts: try alerts(of: notification, cluster: cluster, at: now), truncatedAlerts: max(0, notification.truncatedAlerts))
    }

    private func alerts(of notification: SentNotification, cluster: String?, at now: Timestamp) throws(IntakeError) -> [IncomingAlert] {
        var alerts: [IncomingAlert] = []
        alerts.reserveCapacity(notification.alerts.count)
        for (index, sent) in notification.alerts.enumerated() {
            alerts.append(
                try IncomingAlert(
                    sent.alert(in: notification.status, at: now), path: notification.place.path(of: index), groupKey: notification.groupKey,
                    receiver: notification.receiver, threadTs: notification.threadTs, cluster: cluster, defaultCluster: defaultCluster,
                    receivedAt: now, expiresAt: sent.expiresAtEnd ? sent.endsAt : nil,
                    joinsOpenEpisode: sent.joinsOpenEpisode || sent.startsAt == nil, limits: limits.alert))
        }
        return alerts
    }

    private func check(_ notification: SentNotification) throws(IntakeError) {
        var errors: [FieldError] = []
        if notification.alerts.count > limits.alerts {
            let path = notification.place.path
            errors.append(
                FieldError(
                    field: path.isEmpty ? "body" : path, message: "has \(notification.alerts.count) elements; at most \(limits.alerts) are taken"))
        }
        let texts = [("groupKey", notification.groupKey), ("receiver", notification.receiver), ("thread_ts", notification.threadTs)]
        for (field, text) in texts where text.utf8.count > limits.textBytes {
            errors.append(FieldError(field: field, message: "is longer than \(limits.textBytes) bytes"))
        }
        guard errors.isEmpty else { throw .rejected(errors) }
    }
}
