import Contracts
package import IngestDomain
package import Primitives

/// Makes alerts of a source's body: reads it, decides whose they are, and holds them against the bounds.
///
/// An alert that can't be taken costs its neighbours nothing: Alertmanager and Prometheus don't send again what is refused, so a webhook that
/// is refused for one alert would lose them all.
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
        package var alerts: [IncomingAlert] = []
        /// Of what the body held beside them.
        package var rejections = Rejections()
        /// How many more alerts the group has than the sender was configured to send.
        package var truncatedAlerts: Int
    }

    /// - Parameters:
    ///   - cluster: What the path or the token says; nil leaves it to the labels.
    ///   - now: When the webhook came.
    ///   - traceContext: Of the request, where it is traced: jobs that the alerts ask for go on with it.
    /// - Throws: ``IntakeError/rejected(_:)``, with what is wrong where, for a body that isn't one of this source at all.
    package func read(
        _ body: UnsafeRawBufferPointer, from source: any AlertSource, cluster: String? = nil, at now: Timestamp,
        traceContext: String? = nil
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
        var webhook = Webhook(truncatedAlerts: max(0, notification.truncatedAlerts))
        webhook.alerts.reserveCapacity(min(notification.alerts.count, limits.alerts))
        for (index, sent) in notification.alerts.enumerated() {
            do throws(IntakeError) {
                webhook.alerts.append(try alert(sent, at: index, of: notification, cluster: cluster, receivedAt: now, traceContext))
            } catch {
                guard case .rejected(let errors) = error else { throw error }
                webhook.rejections.add(errors)
            }
        }
        return webhook
    }

    private func alert(
        _ sent: Result<SentAlert, JSONDecodingError>, at index: Int, of notification: SentNotification, cluster: String?, receivedAt: Timestamp,
        _ traceContext: String?
    ) throws(IntakeError) -> IncomingAlert {
        guard index < limits.alerts else {
            let message = "is one more than the \(limits.alerts) alerts that are taken of a webhook"
            throw .rejected([FieldError(field: notification.place.path(of: index), message: message)])
        }
        switch sent {
        case .failure(let error): throw .rejected([FieldError(field: error.path, message: error.message)])
        case .success(let sent):
            return try IncomingAlert(
                sent.alert(in: notification.status, at: receivedAt), path: notification.place.path(of: index), groupKey: notification.groupKey,
                receiver: notification.receiver, threadTs: notification.threadTs, traceContext: traceContext, cluster: cluster,
                defaultCluster: defaultCluster, receivedAt: receivedAt, expiresAt: sent.expiresAtEnd ? sent.endsAt : nil,
                joinsOpenEpisode: sent.joinsOpenEpisode || sent.startsAt == nil, limits: limits.alert)
        }
    }

    private func check(_ notification: SentNotification) throws(IntakeError) {
        var errors: [FieldError] = []
        let texts = [("groupKey", notification.groupKey), ("receiver", notification.receiver), ("thread_ts", notification.threadTs)]
        for (field, text) in texts where text.utf8.count > limits.textBytes {
            errors.append(FieldError(field: field, message: "is longer than \(limits.textBytes) bytes"))
        }
        guard errors.isEmpty else { throw .rejected(errors) }
    }
}
