import AgentDomain
import Contracts
import KubernetesModel

/// Who suffers: the Services in front of the faulty workload, and the workloads that depend on it.
struct ImpactAssessor {
    let diagnosis: Diagnosis
    let target: InvestigationTarget
    let index: ClusterIndex
    let alert: Alert

    func impact() -> Impact {
        let severity = alert.labels["severity"] ?? "unknown"
        guard !diagnosis.isVerdict else {
            let isHealthy = diagnosis.causes.first?.category == .healthy
            return Impact(
                services: [], users: isHealthy ? "Nobody is affected at the moment." : "Not known.", severity: severity,
                urgency: isHealthy ? "none" : urgency(severity))
        }
        var workloads = (diagnosis.chain + diagnosis.causes.prefix(1).map(\.object.withoutContainer)).compactMap { index.workload($0) }
        let graph = DependencyGraph(index)
        workloads += graph.dependents(of: workloads)
        var names: [String] = []
        func add(_ name: String) { if !names.contains(name) { names.append(name) } }
        var ingresses: [String] = []
        var isDown = false
        for workload in workloads {
            add(workload.name)
            for service in index.services(selecting: workload) {
                add(service.name)
                if !index.pods(behind: service).contains(where: { PodHealth($0).isReady }) { isDown = true }
                ingresses += index.snapshot.ingresses.filter { ingress in
                    ingress.namespace == service.namespace && ingress.backends.contains { $0.service == service.name }
                }
                .map(\.name)
            }
        }
        if names.isEmpty, let object = diagnosis.causes.first?.object { add(object.name) }
        let suffering = names.prefix(5).joined(separator: ", ")
        var users =
            isDown
            ? "Requests to \(suffering) fail: no ready pod answers."
            : "\(suffering) work\(names.count == 1 ? "s" : "") with reduced capacity or not at all."
        if let ingress = ingresses.first { users += " Ingress \(ingress) exposes it to users outside of the cluster." }
        return Impact(services: Array(names.prefix(12)), users: users, severity: severity, urgency: isDown ? "high" : urgency(severity))
    }

    private func urgency(_ severity: String) -> String {
        switch severity.lowercased() {
        case "critical", "page", "emergency": "high"
        case "info", "none": "low"
        default: "medium"
        }
    }
}
