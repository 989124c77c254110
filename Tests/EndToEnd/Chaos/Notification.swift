import FoundationEssentials
import Primitives

/// One webhook of a group, at a moment.
struct Notification: Sendable {
    struct Alert: Sendable {
        let episode: Episode
        let labels: [String: String]
        /// nil while it fires.
        let endsAt: Timestamp?
    }

    let groupKey: String
    let alerts: [Alert]

    /// As Alertmanager writes it.
    func body() throws -> [UInt8] {
        let firing = alerts.contains { $0.endsAt == nil }
        let body: JSONValue = [
            "version": "4", "status": firing ? "firing" : "resolved", "receiver": "whence", "groupKey": .string(groupKey), "truncatedAlerts": 0,
            "groupLabels": [:], "commonLabels": [:], "commonAnnotations": [:], "externalURL": "http://127.0.0.1:9093",
            "alerts": .array(alerts.map(\.json)),
        ]
        return [UInt8](try Client.encoder.encode(body))
    }
}

extension Notification.Alert {
    fileprivate var json: JSONValue {
        [
            "status": endsAt == nil ? "firing" : "resolved", "labels": .object(labels.mapValues { .string($0) }), "annotations": [:],
            "startsAt": .string("\(episode.startsAt)"), "endsAt": .string(endsAt.map { "\($0)" } ?? "0001-01-01T00:00:00Z"),
            "generatorURL": "", "fingerprint": .string(episode.fingerprint),
        ]
    }
}
