import AgentDomain
import Contracts
import KubernetesModel

/// Groups of the API that somebody else serves for the API server, as metrics-server does `metrics.k8s.io`: whether they are available, and why not.
///
/// Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ and
/// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis
enum MetricsAPI {
    /// Why an autoscaler's message ends as it does, in a sentence: its group isn't available. Empty where all of them are.
    static func words(behind message: String, evidence: inout [EvidenceID], investigation: inout Investigation) -> String {
        let groups = ["external.metrics.k8s.io", "custom.metrics.k8s.io", "metrics.k8s.io"]
        let meant = groups.first { message.mentions($0) } ?? "metrics.k8s.io"
        guard let service = investigation.index.snapshot.apiServices.first(where: { $0.group == meant && !$0.isAvailable }),
            let available = service.conditions["Available"]
        else { return "" }
        evidence.append(investigation.cite(available, of: investigation.index.reference(to: service)))
        return " APIService \(service.name) is not available (\(available.reason ?? "")): \(available.message ?? "")."
    }

    /// An API group that an alert names and that isn't available, with the workload that should serve it.
    static func named(by alert: Alert, _ index: ClusterIndex) -> (api: APIService, server: Workload?)? {
        let names = Set([alert.labels["name"], alert.labels["apiservice"]].compactMap(\.self))
        guard let api = index.snapshot.apiServices.first(where: { names.contains($0.name) && !$0.isAvailable }) else { return nil }
        let service = api.serviceName.flatMap { index.service(namespace: api.serviceNamespace, name: $0) }
        return (api, service.flatMap { index.workloads(behind: $0).first })
    }
}
