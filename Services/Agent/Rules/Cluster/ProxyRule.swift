import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Services that are right in every field and still don't answer at their cluster address: the node's kube-proxy makes these addresses work.
///
/// Source: https://kubernetes.io/docs/reference/networking/virtual-ips/
enum ProxyRule {
    static func fault(behind symptom: Finding, to service: Service, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        guard [.dependencyUnreachable, .slowDependency].contains(symptom.category), !service.isHeadless, !service.clusterIPs.isEmpty,
            let component = investigation.index.systemComponent(.proxy)
        else { return nil }
        let nodes = Set(view.pods.compactMap(\.spec.nodeName))
        let serving = Set(component.readyPods.compactMap(\.spec.nodeName))
        let object = ControlPlaneRule.reference(component, investigation)
        if var fault = ControlPlaneRule.fault(of: .proxy, investigation: &investigation) {
            fault.evidence += symptom.evidence
            fault.explanation += " \(symptom.explanation)"
            return fault
        }
        guard let node = nodes.sorted().first(where: { !serving.contains($0) }) else { return nil }
        let reference = ObjectReference(kind: Node.kind, namespace: nil, name: node)
        var evidence = [investigation.cite("status", "no ready kube-proxy pod on node \(node)", of: object)]
        evidence += symptom.evidence
        return Finding(
            .kubeProxyUnavailable, object, title: "kube-proxy doesn't run on node \(node)",
            explanation: "Service \(service.name) has ready endpoints, but \(reference) has no kube-proxy that leads to them. \(symptom.explanation)",
            confidence: 0.88, evidence: evidence, since: symptom.since)
    }
}
