import AgentDomain
import Contracts
import KubernetesModel

/// What a mesh puts between a workload and its peer: refusals, mutual TLS, routes.
///
/// Source: https://istio.io/latest/docs/reference/config/security/authorization-policy/ and https://istio.io/latest/docs/reference/config/security/peer_authentication/
extension PeerFaults {
    /// A mesh that refuses the caller, or that speaks mutual TLS with it alone.
    func access(to service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom, let own = view.pods.first, let pod = investigation.index.pods(behind: service).first else { return nil }
        let access = MeshAccess(index: investigation.index)
        let caller = MeshAccess.caller(own)
        let mechanism = symptom.details["mechanism"]
        if mechanism == LogMechanism.policyDenied.rawValue, let refusal = access.refusal(of: caller, at: pod) {
            let object = investigation.index.reference(to: refusal.policy)
            return Finding(
                .networkPolicyBlocked, object, title: "AuthorizationPolicy \(refusal.policy.name) refuses \(view.workload.name)",
                explanation:
                    "\(object) \(refusal.words): \(view.reference) calls as ServiceAccount \(caller.namespace)/\(caller.account). \(symptom.explanation)",
                confidence: refusal.confidence,
                evidence: [investigation.cite("spec", "\(refusal.policy.action), \(Self.words(refusal.policy.rules))", of: object)]
                    + symptom.evidence,
                peer: peer, since: symptom.since)
        }
        if [LogMechanism.connectionLost.rawValue, LogMechanism.wrongProtocol.rawValue].contains(mechanism),
            let strict = access.strictness(of: pod, port: targetPort(of: service, at: NetworkPolicyEvaluator.Endpoint(pod)), towards: caller)
        {
            let object = investigation.index.reference(to: strict)
            return Finding(
                .serviceProtocolMismatch, object, title: "\(service.name) takes mutual TLS alone, and \(view.workload.name) has no proxy to speak it",
                explanation:
                    "\(object) is STRICT for the pods of Service \(service.name); those of \(view.reference) aren't in the mesh. \(symptom.explanation)",
                confidence: 0.88, evidence: [investigation.cite("spec.mtls.mode", "STRICT", of: object)] + symptom.evidence, peer: peer,
                since: symptom.since)
        }
        return nil
    }

    /// Whom the rules mean: `cluster.local/ns/shop/sa/admin`.
    private static func words(_ rules: [AuthorizationPolicy.Rule]) -> String {
        let named = rules.flatMap { $0.principals + $0.namespaces }
        return named.isEmpty ? rules.isEmpty ? "nobody" : "anybody, for some requests" : named.prefix(6).joined(separator: ", ")
    }

    /// A mesh's routes of the peer's host, which all its callers go by.
    func routes(to service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom else { return nil }
        for virtual in investigation.index.snapshot.virtualServices where virtual.namespace == service.namespace {
            guard virtual.hosts.contains(where: { $0.split(separator: ".").first.map(String.init) == service.name }),
                var fault = MeshRouteRule.fault(of: virtual, investigation: &investigation)
            else { continue }
            fault.evidence += symptom.evidence.prefix(1)
            return fault
        }
        return nil
    }
}
