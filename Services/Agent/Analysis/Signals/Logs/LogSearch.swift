import AgentDomain
import Contracts
import Loki
import SourceClient

/// By which labels a collector files the lines of containers: those of Promtail and Alloy, of OpenTelemetry, and of Fluent Bit.
struct LogLabelling: Hashable, Sendable {
    var namespace: String
    /// nil where the pod is no label of the streams but their metadata.
    var pod: String?
    var podField: String
    var container: String

    private static let namespaces = ["namespace", "k8s_namespace_name", "kubernetes_namespace_name", "kubernetes_namespace", "namespace_name"]
    private static let pods = ["pod", "k8s_pod_name", "kubernetes_pod_name", "pod_name", "kubernetes_pod"]
    private static let containers = ["container", "k8s_container_name", "kubernetes_container_name", "container_name", "kubernetes_container"]

    static let usual = LogLabelling(namespace: "namespace", pod: "pod", podField: "pod", container: "container")

    private init(namespace: String, pod: String?, podField: String, container: String) {
        self.namespace = namespace
        self.pod = pod
        self.podField = podField
        self.container = container
    }

    /// - Returns: nil where none of the labels names a namespace: then these are no containers' logs.
    init?(_ labels: Set<String>) {
        guard let position = Self.namespaces.firstIndex(where: labels.contains) else { return nil }
        namespace = Self.namespaces[position]
        pod = Self.pods.first(where: labels.contains)
        podField = pod ?? (position == 1 ? "k8s_pod_name" : Self.pods[min(position, Self.pods.count - 1)])
        container = Self.containers.first(where: labels.contains) ?? (position == 1 ? "k8s_container_name" : "container")
    }

    /// LogQL for the lines of the target's pods, those that are gone included.
    ///
    /// - Returns: nil where no pod is known.
    func query(_ scope: SignalScope) -> String? {
        guard let home = scope.namespace else { return nil }
        var patterns = scope.pods.filter { $0.namespace == home }.map { QueryText.pattern($0.name) }
        if let workload = scope.workload {
            patterns = [QueryText.pattern(workload.name) + "-.*"] + patterns.filter { !$0.hasPrefix(QueryText.pattern(workload.name)) }
        }
        guard !patterns.isEmpty else { return nil }
        let pattern = QueryText.quoted(patterns.joined(separator: "|"))
        let namespace = "\(namespace)=\(QueryText.quoted(home))"
        if let pod { return "{\(namespace),\(pod)=~\(pattern)}" }
        return "{\(namespace)} | \(podField)=~\(pattern)"
    }

    /// The same, of lines that speak of trouble: they are found however much else is written.
    static func troubled(_ query: String) -> String {
        query + " |~ `(?i)error|exception|fatal|panic|fail|timeout|timed out|refused|denied|killed|unavailable|traceback`"
    }
}
