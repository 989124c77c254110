import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// The cluster's name server, where names don't resolve: whether it runs, and whether the pod asks it at all.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ and
/// https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/
enum NameServerRule {
    /// - Parameter symptom: a name that doesn't resolve.
    static func fault(
        behind symptom: Finding, view: WorkloadView, isKnownName: Bool, investigation: inout Investigation
    ) -> Finding? {
        guard symptom.category == .dnsResolutionFailed else { return nil }
        if var fault = ControlPlaneRule.fault(of: .dns, investigation: &investigation) {
            fault.evidence += symptom.evidence
            fault.explanation += " \(symptom.explanation)"
            fault.confidence = 0.93
            return fault
        }
        if let service = investigation.index.services(in: ClusterSnapshot.systemNamespace).first(where: { ["kube-dns", "coredns"].contains($0.name) }
        ),
            !investigation.index.snapshot.endpointSlices.isEmpty || !investigation.index.snapshot.endpoints.isEmpty,
            investigation.index.systemComponent(.dns) != nil
        {
            let addresses = investigation.index.addresses(behind: service)
            let isRead = investigation.index.snapshot.endpointSlices.contains { $0.namespace == ClusterSnapshot.systemNamespace }
            if isRead, !addresses.contains(where: \.isReady) {
                let object = investigation.index.reference(to: service)
                return Finding(
                    .dnsResolutionFailed, object, title: "The cluster's name server has no ready endpoint",
                    explanation: "Service \(service.name) of \(ClusterSnapshot.systemNamespace) has no ready endpoint. \(symptom.explanation)",
                    confidence: 0.9, evidence: [investigation.cite("endpoints", "none is ready", of: object)] + symptom.evidence, since: symptom.since
                )
            }
        }
        if isKnownName, let policy = ownPolicy(of: view), policy == "Default" || policy == "None" {
            return Finding(
                .dnsResolutionFailed, view.reference, title: "The pods of \(view.workload.name) don't ask the cluster's name server",
                explanation: "\(view.reference) has dnsPolicy \(policy), so the cluster's own names don't resolve in it. \(symptom.explanation)",
                confidence: 0.9, evidence: symptom.evidence + [investigation.cite("spec.template.spec.dnsPolicy", policy, of: view.reference)],
                since: symptom.since)
        }
        // A Service of that name exists, and the name server doesn't answer: it can't be the name.
        let isSilent = symptom.details["mechanism"] == LogMechanism.nameServerFailing.rawValue
        guard isSilent, isKnownName || investigation.index.systemComponent(.dns) == nil else { return nil }
        let component = investigation.index.systemComponent(.dns)
        let object =
            component.map { ControlPlaneRule.reference($0, investigation) }
            ?? ObjectReference(kind: Service.kind, namespace: ClusterSnapshot.systemNamespace, name: "kube-dns")
        return Finding(
            .dnsResolutionFailed, object, title: "The cluster's name server does not answer",
            explanation: "\(symptom.explanation) The name server fails, and not the name.", confidence: isKnownName ? 0.75 : 0.6,
            evidence: symptom.evidence, peer: symptom.peer, since: symptom.since, details: symptom.details)
    }

    private static func ownPolicy(of view: WorkloadView) -> String? {
        view.pods.first?.spec.dnsPolicy ?? view.workload.template?.spec.dnsPolicy
    }
}
