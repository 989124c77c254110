import Kubernetes

/// What a recording holds: the questions that are asked of a cluster and of its Prometheus.
///
/// Secrets are not among them, not even their names.
struct RecordingPlan {
    var namespace: String

    /// Discovery documents, by the file that holds them.
    static let documents = [
        ("/version", "version"), ("/api", "api/index"), ("/api/v1", "api/v1/index"), ("/apis", "apis/index"),
        ("/apis/apps/v1", "apis/apps/v1/index"), ("/apis/batch/v1", "apis/batch/v1/index"),
    ]

    /// Every LIST: the namespace's own resources, then those of the cluster that explain them.
    var lists: [APIOperation] {
        Self.namespaced.map { APIOperation("list", $0, namespace: namespace) } + Self.clusterScoped.map { APIOperation("list", $0) }
    }

    private static let namespaced: [APIResource] = [
        .configMaps, .endpoints, .events, .limitRanges, .persistentVolumeClaims, .pods, .resourceQuotas, .serviceAccounts, .services, .daemonSets,
        .deployments, .replicaSets, .statefulSets, .horizontalPodAutoscalers, .cronJobs, .jobs, .endpointSlices, .groupedEvents, .ingresses,
        .networkPolicies, .podDisruptionBudgets, APIResource(group: "metrics.k8s.io", version: "v1beta1", plural: "pods"),
    ]

    private static let clusterScoped: [APIResource] = [
        .namespaces, .nodes, .persistentVolumes, .storageClasses,
        APIResource(group: "metrics.k8s.io", version: "v1beta1", plural: "nodes", isNamespaced: false),
    ]

    /// PromQL by the name of its files: what kube-state-metrics and the kubelet tell of the namespace's containers.
    var queries: [(name: String, text: String)] {
        let scope = "namespace=\"\(namespace)\""
        return [
            ("alerts", "ALERTS{alertstate=\"firing\"}"),
            ("cpu", "rate(container_cpu_usage_seconds_total{\(scope),container!=\"\"}[2m])"),
            ("memory", "container_memory_working_set_bytes{\(scope),container!=\"\"}"),
            ("memory_limit", "kube_pod_container_resource_limits{\(scope),resource=\"memory\"}"),
            ("ready", "kube_pod_status_ready{\(scope),condition=\"true\"}"),
            ("restarts", "kube_pod_container_status_restarts_total{\(scope)}"),
            ("terminated", "kube_pod_container_status_last_terminated_reason{\(scope)}"),
            ("throttled", "rate(container_cpu_cfs_throttled_periods_total{\(scope)}[2m])"),
            ("waiting", "kube_pod_container_status_waiting_reason{\(scope)}"),
        ]
    }
}
