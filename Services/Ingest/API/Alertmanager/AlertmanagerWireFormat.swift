import Contracts
import Primitives

/// The body of Alertmanager's webhook, version 4, with everything optional that a sender can do without.
///
/// Members that aren't named here (`groupLabels`, `commonLabels`, …) are ignored: each alert carries all its labels itself.
/// Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
struct AlertmanagerWireFormat: Decodable {
    var version: String
    var status: String?
    var receiver: String?
    var groupKey: String?
    var threadTs: String?
    var truncatedAlerts: Int?
    var alerts: [WireAlert]

    private enum CodingKeys: String, CodingKey {
        case version, status, receiver, groupKey, truncatedAlerts, alerts
        case threadTs = "thread_ts"
    }
}

struct WireAlert: Decodable {
    var status: String?
    var labels: [String: String]
    var annotations: [String: String]?
    var startsAt: Timestamp
    var endsAt: Timestamp?
    var generatorURL: String?
    var fingerprint: String?
}
