import AgentDomain
import Contracts
import KubernetesModel

/// What the trouble of one of the cluster's own components means: a kube-proxy whose image is missing is a kube-proxy that doesn't work.
enum ComponentCause {
    /// The component's outage first, and why it is out second.
    static func of(_ workload: Workload, _ explanation: Explanation, index: ClusterIndex) -> Explanation {
        guard workload.namespace == ClusterSnapshot.systemNamespace, let reason = explanation.causes.first,
            reason.object.withoutContainer == workload.reference, let role = role(of: workload, index), role != .metrics,
            reason.category != ControlPlaneRule.category(of: role)
        else { return explanation }
        var outage = reason
        outage.category = ControlPlaneRule.category(of: role)
        outage.object = workload.reference
        outage.title = "\(ControlPlaneRule.words(role)) doesn't work: \(reason.title.lowercasedFirst)"
        var result = explanation
        result.causes = [outage] + explanation.causes
        return result
    }

    private static func role(of workload: Workload, _ index: ClusterIndex) -> SystemComponent.Role? {
        index.systemComponents.first { component in
            component.workload?.reference == workload.reference || component.pods.contains { index.workload(of: $0).reference == workload.reference }
        }?
        .role
    }
}
