import AgentDomain
import Contracts
import Prometheus

/// One expression to ask Prometheus for, and what it tells.
struct MetricQuery: Hashable, Sendable {
    var meaning: MetricSeries.Meaning
    var expression: String

    /// What is asked about some pods of a namespace: memory against its limit, CPU and how much of it was withheld, restarts; and the alert's own rule.
    static func all(for alert: Alert, pods: [String], namespace: String?, claim: String?) -> [MetricQuery] {
        var queries: [MetricQuery] = []
        if let link = alert.generatorURL, let expression = AlertExpression.read(generatorURL: link) {
            queries.append(MetricQuery(meaning: .alertExpression, expression: expression))
        }
        guard let namespace else { return queries }
        let ours = "namespace=\(quoted(namespace))" + (pods.isEmpty ? "" : ",pod=~\(quoted(pods.map(escaped).joined(separator: "|")))")
        let periods = "container_cpu_cfs"
        queries += [
            MetricQuery(meaning: .memoryWorkingSet, expression: "container_memory_working_set_bytes{\(ours),container!=\"\"}"),
            MetricQuery(meaning: .memoryLimit, expression: "kube_pod_container_resource_limits{\(ours),resource=\"memory\"}"),
            MetricQuery(meaning: .cpuUsage, expression: "rate(container_cpu_usage_seconds_total{\(ours),container!=\"\"}[2m])"),
            MetricQuery(
                meaning: .cpuThrottledShare,
                expression: "rate(\(periods)_throttled_periods_total{\(ours),container!=\"\"}[2m])"
                    + " / rate(\(periods)_periods_total{\(ours),container!=\"\"}[2m])"),
            MetricQuery(meaning: .restarts, expression: "kube_pod_container_status_restarts_total{\(ours)}"),
        ]
        if let claim {
            let volume = "namespace=\(quoted(namespace)),persistentvolumeclaim=\(quoted(claim))"
            queries += [
                MetricQuery(meaning: .volumeUsedBytes, expression: "kubelet_volume_stats_used_bytes{\(volume)}"),
                MetricQuery(meaning: .volumeCapacityBytes, expression: "kubelet_volume_stats_capacity_bytes{\(volume)}"),
            ]
        }
        return queries
    }

    /// A string of PromQL. Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The regular expression that matches a text alone.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "-", scalar != "_" {
                result += "\\"
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
