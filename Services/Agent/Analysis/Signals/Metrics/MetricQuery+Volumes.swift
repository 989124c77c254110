import AgentDomain
import Contracts
import KubernetesModel
import Prometheus

extension MetricQuery {
    /// Of the claims, by what the kubelet measures of their volumes. Source: the kubelet's `kubelet_volume_stats_*`
    static func volumes(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        let namespaces = Set(scope.claims.compactMap(\.namespace)).sorted()
        guard !namespaces.isEmpty else { return [] }
        let claims = PromQL.matcher("namespace", namespaces) + "," + PromQL.matcher("persistentvolumeclaim", scope.claims.map(\.name))
        return [
            ("used_bytes", Reading.level(.volumeUsed)), ("capacity_bytes", .bound(.volumeUsed)), ("inodes_used", .level(.volumeInodesUsed)),
            ("inodes", .bound(.volumeInodesUsed)),
        ]
        .map { ("kubelet_volume_stats_\($0.0)", $0.1) }.filter { names.hasUsual($0.0) }
        .map { name, reading in MetricQuery(reading, "\(name){\(claims)}", of: .claim) }
    }

    /// Of the autoscalers, by kube-state-metrics.
    static func autoscalers(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        let namespaces = Set(scope.autoscalers.compactMap(\.namespace)).sorted()
        guard !namespaces.isEmpty else { return [] }
        let selected =
            PromQL.matcher("namespace", namespaces) + "," + PromQL.matcher("horizontalpodautoscaler", scope.autoscalers.map(\.name))
        return [
            ("status_current_replicas", Reading.level(.autoscalerReplicas)), ("spec_max_replicas", .bound(.autoscalerReplicas)),
        ]
        .map { ("kube_horizontalpodautoscaler_\($0.0)", $0.1) }.filter { names.hasUsual($0.0) }
        .map { name, reading in MetricQuery(reading, "\(name){\(selected)}", of: .autoscaler) }
    }
}
