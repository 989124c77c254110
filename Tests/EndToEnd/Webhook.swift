import Primitives

/// Bodies as Alertmanager posts them.
enum Webhook {
    static let path = "/webhook/alertmanager"

    struct Alert: Sendable {
        var labels: [String: String]
        var startsAt: String
        var fingerprint: String
    }

    static func body(_ alerts: [Alert]) -> JSONValue {
        [
            "version": "4", "status": "firing", "receiver": "whence", "groupKey": "{}:{}", "truncatedAlerts": 0,
            "groupLabels": [:], "commonLabels": [:], "commonAnnotations": [:], "externalURL": "http://127.0.0.1:9093",
            "alerts": .array(
                alerts.map { alert in
                    [
                        "status": "firing", "labels": .object(alert.labels.mapValues { .string($0) }), "annotations": [:],
                        "startsAt": .string(alert.startsAt), "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                        "fingerprint": .string(alert.fingerprint),
                    ]
                }),
        ]
    }

    /// Alerts of many pods, which belong to fewer workloads, which belong to fewer namespaces.
    static func alert(_ number: Int) -> Alert {
        let (namespace, workload) = (number % 20, number % 7)
        let digits = String(number, radix: 16)
        return Alert(
            labels: [
                "alertname": "KubePodNotReady", "cluster": "lab", "namespace": "team-\(namespace)", "deployment": "app-\(workload)",
                "pod": "app-\(workload)-5d8c7f-\(number)", "severity": "warning",
            ],
            startsAt: "2026-11-21T07:42:39.578Z", fingerprint: String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
