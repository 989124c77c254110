package import Contracts
package import Primitives

/// An alert as it came in, with what intake needs to know about it worked out once.
///
/// No text of it holds U+0000, which PostgreSQL couldn't store: whoever reads a request reads it as U+FFFD.
///
/// It is handed on many times until it is written, so it is one reference instead of two dozen.
package final class IncomingAlert: Sendable {
    package let cluster: String
    /// With its fingerprint resolved: the sent one, else the computed one.
    package let alert: Alert
    package let fingerprint: String
    /// Alertmanager's key of the notification group; empty for sources that have none.
    package let groupKey: String
    package let receiver: String
    /// The chat thread of the notification, where a relay put it into the webhook; empty otherwise.
    package let threadTs: String
    /// Of the webhook that brought it, as W3C Trace Context writes it; nil where that isn't traced.
    package let traceContext: String?
    package let receivedAt: Timestamp
    /// When the alert counts as resolved unless it is heard of again; nil where only its sender's word ends it, and for a resolved alert.
    ///
    /// Prometheus sends a firing alert with an end some minutes ahead, and moves that end with every resend: an alert whose Prometheus is gone
    /// ends by itself. A later notice replaces this time, whatever else of the notice is a repeat; and an episode that ended by nothing but
    /// this time goes on when a firing notice of it comes after all (this service may have been away, not the alert).
    package let expiresAt: Timestamp?
    /// Whether the alert's open episode takes the notice, whatever start it names.
    ///
    /// True where a sender can't be held to its `startsAt`: one that leaves it out (then it is the time of receipt, new with each resend), and
    /// two replicas of one Prometheus, each with a start of its own. While an episode is open, a firing notice is a repeat of it, and a
    /// resolved one whose end lies after the episode's start ends it. Without an open episode, a firing notice opens one, and a resolved one
    /// repeats the latest if that ended no earlier than the notice's start.
    package let joinsOpenEpisode: Bool

    package let namespace: String?
    package let workload: String?
    package let node: String?
    /// As sent.
    package let severity: Severity
    package let analysisKey: AnalysisKey

    /// Reads one alert of a webhook.
    ///
    /// - Parameters:
    ///   - path: where the alert stands in the body, for errors: `alerts[2]`.
    ///   - cluster: where the request itself says whose alerts it brings: it outweighs the label.
    ///   - defaultCluster: the cluster of alerts without a `cluster` label.
    ///   - expiresAt: kept of a firing alert only.
    /// - Throws: ``IntakeError/rejected(_:)`` where a bound of ``AlertLimits`` is exceeded.
    package init(
        _ sent: Alert, path: @autoclosure () -> String, groupKey: String = "", receiver: String = "", threadTs: String = "",
        traceContext: String? = nil,
        cluster: String? = nil,
        defaultCluster: String, receivedAt: Timestamp, expiresAt: Timestamp? = nil, joinsOpenEpisode: Bool = false,
        limits: AlertLimits = AlertLimits()
    ) throws(IntakeError) {
        try limits.check(sent, path: path)
        var alert = sent
        let fingerprint = alert.fingerprint ?? Fingerprint.compute(sent.labels)
        alert.fingerprint = fingerprint
        if alert.status == .resolved, alert.endsAt == nil { alert.endsAt = receivedAt }

        let labels = alert.labels
        func label(_ name: String) -> String? {
            guard let value = labels[name], !value.isEmpty else { return nil }
            return value
        }
        self.alert = alert
        self.fingerprint = fingerprint
        self.groupKey = groupKey
        self.receiver = receiver
        self.threadTs = threadTs
        self.traceContext = traceContext
        self.receivedAt = receivedAt
        self.expiresAt = alert.status == .firing ? expiresAt : nil
        self.joinsOpenEpisode = joinsOpenEpisode
        self.cluster = cluster ?? label("cluster") ?? defaultCluster
        namespace = label("namespace") ?? label("exported_namespace")
        workload = WorkloadName.from(labels: labels)
        node = label("node") ?? label("nodename")
        severity = Severity(labels["severity"] ?? "")
        analysisKey = AnalysisKey(alertName: alert.name, namespace: namespace, workload: workload, node: node)
    }
}

extension IncomingAlert: Equatable {
    /// What is worked out of the rest is equal where the rest is.
    package static func == (one: IncomingAlert, other: IncomingAlert) -> Bool {
        one === other
            || one.cluster == other.cluster && one.alert == other.alert && one.groupKey == other.groupKey && one.receiver == other.receiver
                && one.threadTs == other.threadTs && one.receivedAt == other.receivedAt && one.expiresAt == other.expiresAt
                && one.joinsOpenEpisode == other.joinsOpenEpisode
    }
}

/// What one alert may bring. Wide enough for anything that Prometheus produces, narrow enough that no row or index entry grows without bound.
package struct AlertLimits: Sendable {
    /// Labels, and annotations likewise.
    package var count = 256
    /// Bytes of one label's value, or one annotation's.
    package var valueBytes = 32_768
    /// Bytes of a name, a fingerprint or a cluster.
    package var nameBytes = 512

    package init() {}

    /// - Parameter path: asked for only where something is wrong.
    func check(_ alert: Alert, path: () -> String) throws(IntakeError) {
        var errors: [FieldError] = []
        func report(_ field: String, _ message: String) {
            let path = path()
            errors.append(FieldError(field: path.isEmpty ? field : "\(path).\(field)", message: message))
        }
        check(alert.labels, "labels", report)
        check(alert.annotations, "annotations", report)
        if let fingerprint = alert.fingerprint, fingerprint.utf8.count > nameBytes {
            report("fingerprint", "is longer than \(nameBytes) bytes")
        }
        if let cluster = alert.labels["cluster"], cluster.utf8.count > nameBytes {
            report("labels.cluster", "is longer than \(nameBytes) bytes")
        }
        if let url = alert.generatorURL, url.utf8.count > valueBytes {
            report("generatorURL", "is longer than \(valueBytes) bytes")
        }
        if alert.labels.isEmpty {
            report("labels", "is empty: an alert is identified by its labels")
        }
        guard errors.isEmpty else { throw .rejected(errors) }
    }

    private func check(_ values: [String: String], _ field: String, _ report: (_ field: String, _ message: String) -> Void) {
        guard values.count <= count else { return report(field, "has \(values.count) entries; at most \(count) are taken") }
        for (name, value) in values {
            if name.utf8.count > nameBytes {
                report(field, "has a name longer than \(nameBytes) bytes")
            } else if value.utf8.count > valueBytes {
                report("\(field).\(name)", "is longer than \(valueBytes) bytes")
            }
        }
    }
}
