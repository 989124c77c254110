import Contracts
import Primitives

/// The webhook of Grafana's unified alerting.
///
/// It is Alertmanager's with a version of its own, and with links and values, which are kept as annotations so that whoever reads the alert has
/// them at hand. An alert that Grafana raises because a query had no data or failed (`DatasourceNoData`, `DatasourceError`) is an alert like any
/// other.
/// Source: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
struct GrafanaSource: AlertSource {
    let name = "grafana"
    let paths = ["/webhook/grafana", "/webhook/grafana/{cluster}"]

    func notification(_ body: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification {
        var notification = SentNotification()
        var hasAlerts = false
        try body.object { member, body throws(JSONDecodingError) in
            switch member {
            case "status": notification.status = try body.status()
            case "receiver": notification.receiver = try body.optionalString() ?? ""
            case "groupKey": notification.groupKey = try body.optionalString() ?? ""
            case "truncatedAlerts": notification.truncatedAlerts = try body.truncatedAlerts()
            case "alerts":
                hasAlerts = true
                notification.alerts = try body.alerts(at: member, Self.alert)
            default: break
            }
        }
        guard hasAlerts else { throw JSONDecodingError(path: "alerts", message: "is required") }
        return notification
    }

    private static func alert(_ body: inout JSONReader) throws(JSONDecodingError) -> SentAlert {
        var alert = SentAlert()
        var extras: [String: String] = [:]
        try body.object { member, body throws(JSONDecodingError) in
            switch member {
            case "dashboardURL", "panelURL", "silenceURL", "imageURL", "valueString":
                if let text = try body.optionalString(), !text.isEmpty { extras[member] = text }
            case "values":
                if let text = try Self.values(&body) { extras[member] = text }
            default: try alert.take(member, &body)
            }
        }
        // What a rule's author wrote under the same name was meant for people, too.
        alert.annotations.merge(extras) { own, _ in own }
        alert.forgetZeroTimes()
        return alert
    }

    /// `B=44.2, C=1`, sorted by name; nil for none. A query without data has no number.
    private static func values(_ body: inout JSONReader) throws(JSONDecodingError) -> String? {
        guard body.kind == .object else {
            _ = try body.isNull()
            return nil
        }
        var values: [(name: String, text: String)] = []
        try body.object { name, body throws(JSONDecodingError) in
            values.append((name, try body.value().plainText ?? "none"))
        }
        return values.isEmpty ? nil : values.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.text)" }.joined(separator: ", ")
    }
}
