package import Contracts

/// What makes an alert the same as an earlier one: its cluster, and its fingerprint or else its name and workload.
package struct AlertSubject: Codable, Hashable, Sendable {
    package var cluster: String
    package var fingerprint: String?
    package var alertName: String
    package var workload: String

    package init(cluster: String, fingerprint: String?, alertName: String, workload: String) {
        self.cluster = cluster
        self.fingerprint = fingerprint
        self.alertName = alertName
        self.workload = workload
    }

    package init(_ alert: Alert) {
        let labels = alert.labels
        let workload = WorkloadName.from(labels: labels) ?? ""
        let namespace = labels["namespace"] ?? ""
        self.init(
            cluster: labels["cluster"] ?? "", fingerprint: alert.fingerprint.flatMap { $0.isEmpty ? nil : $0 }, alertName: labels["alertname"] ?? "",
            workload: namespace.isEmpty || workload.isEmpty ? workload : "\(namespace)/\(workload)")
    }

    private enum CodingKeys: String, CodingKey {
        case cluster, fingerprint, workload
        case alertName = "alert_name"
    }
}
