import Contracts
import Primitives

/// Alertmanager's webhook, version 4.
///
/// Members that aren't read (`groupLabels`, `commonLabels`, …) say nothing new: each alert carries all its labels itself. `thread_ts` is none of
/// Alertmanager's: a relay that has posted the notification to a chat puts the thread there.
/// Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
struct AlertmanagerSource: AlertSource {
    let name = "alertmanager"
    let paths = ["/webhook/alertmanager", "/webhook/alertmanager/{cluster}"]

    func notification(_ body: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification {
        var notification = SentNotification()
        var version: String?
        var hasAlerts = false
        try body.object { member, body throws(JSONDecodingError) in
            switch member {
            case "version": version = try body.string()
            case "status": notification.status = try body.status()
            case "receiver": notification.receiver = try body.optionalString() ?? ""
            case "groupKey": notification.groupKey = try body.optionalString() ?? ""
            case "thread_ts": notification.threadTs = try body.optionalString() ?? ""
            case "truncatedAlerts": notification.truncatedAlerts = try body.truncatedAlerts()
            case "alerts":
                hasAlerts = true
                notification.alerts = try body.alerts(at: member, Self.alert)
            default: break
            }
        }
        guard version == "4" else {
            throw JSONDecodingError(path: "version", message: "must be \"4\", the one version of this format")
        }
        guard hasAlerts else { throw JSONDecodingError(path: "alerts", message: "is required") }
        return notification
    }

    private static func alert(_ body: inout JSONReader) throws(JSONDecodingError) -> SentAlert {
        var alert = SentAlert()
        try body.object { member, body throws(JSONDecodingError) in try alert.take(member, &body) }
        guard alert.startsAt != nil else { throw JSONDecodingError(path: "startsAt", message: "is required") }
        alert.forgetZeroTimes()
        return alert
    }
}
