import AgentDomain
import Contracts
import KubernetesModel

/// What is wrong with the address that a workload is told: a name, a namespace, a way out of the cluster.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
extension PeerFaults {
    /// A name in a namespace that doesn't exist.
    func missingNamespace(_ namespace: String, name: String, _ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        guard let symptom, isUnknownName, index.hasRead("namespaces", namespace: nil), !index.snapshot.namespaces.isEmpty,
            !index.snapshot.namespaces.contains(where: { $0.name == namespace })
        else { return nil }
        var evidence = symptom.evidence
        evidence.append(
            investigation.evidence.cite(
                source: "kubernetes", query: ResourcePath.list(kind: Namespace.kind, namespace: nil),
                object: ObjectReference(kind: Namespace.kind, namespace: nil, name: namespace), at: investigation.now,
                text: "No namespace \(namespace)"))
        let origin = investigation.graph.dependencies(of: view.workload).first { $0.peer.host == peer.host }
        if let origin { evidence.append(investigation.cite(origin, of: view.reference)) }
        return Finding(
            .wrongEnvironmentAddress, object, title: "\(peer.host) is in a namespace that does not exist",
            explanation: "\(view.reference) is configured with host \(peer.host), and the cluster has no namespace \(namespace).", confidence: 0.88,
            evidence: evidence, peer: peer, since: symptom.since, details: ["host": peer.host, "origin": origin?.origin.description ?? ""])
    }

    /// A name of the cluster's own form for which there is no Service.
    func missingService(namespace: String, name: String, _ investigation: inout Investigation) -> Finding? {
        if let policy = namePolicy(&investigation) { return policy }
        // Services that a quota refused leave no event: only their absence, and a quota that is used up.
        if symptom != nil,
            let quota = investigation.index.snapshot.resourceQuotas.first(where: { $0.namespace == namespace && QuotaRule.isUsedUp("services", $0) }),
            var fault = QuotaRule.exhausted(quota, of: "services", investigation: &investigation)
        {
            fault.explanation += " Service \(name), which \(view.reference) needs, does not exist."
            fault.evidence += symptom?.evidence.prefix(1) ?? []
            return fault
        }
        if let down = nameServer(isKnownName: false, &investigation) { return down }
        if let changed = changedAddress(&investigation, destination: .missingService(namespace: namespace, name: name)) { return changed }
        guard let symptom, isUnknownName,
            let configured = investigation.graph.dependencies(of: view.workload).first(where: { $0.peer.host == peer.host })
        else { return nil }
        let nearest = Likeness.nearest(to: name, among: investigation.index.services(in: namespace).map(\.name))
        var text =
            "\(view.reference) is configured with host \(peer.host) (\(configured.origin)), and namespace \(namespace) has no Service of that name."
        if let nearest { text += " Service \(nearest) exists." }
        let list = investigation.evidence.cite(
            source: "kubernetes", query: ResourcePath.list(kind: Service.kind, namespace: namespace),
            object: ObjectReference(kind: Service.kind, namespace: namespace, name: name), at: investigation.now,
            text: "No Service \(name) in namespace \(namespace)")
        return Finding(
            .wrongEnvironmentAddress, object, title: "\(peer.host) is not the name of any Service", explanation: text,
            confidence: nearest == nil ? 0.78 : 0.88,
            evidence: symptom.evidence + [list, investigation.cite(configured, of: view.reference)], peer: peer, since: symptom.since,
            details: ["host": peer.host, "nearest": nearest ?? "", "origin": configured.origin.description])
    }

    /// Egress policies that leave no way to a peer outside of the cluster.
    func policyOutward(_ investigation: inout Investigation) -> Finding? {
        guard let symptom, symptom.category == .dependencyUnreachable || symptom.category == .slowDependency else { return nil }
        let destination = NetworkPolicyEvaluator.Endpoint(
            namespace: nil, labels: [:], address: AddressRange.isAddress(peer.host) ? peer.host : nil)
        let port = peer.port.map { NetworkPolicyEvaluator.Port(number: $0) }
        guard let policy = NetworkPolicyEvaluator(index: investigation.index).policy(blocking: source, to: destination, port: port) else {
            return nil
        }
        return blocked(by: policy, symptom: symptom, words: "doesn't allow \(view.reference) to reach \(peer)", &investigation)
    }

    /// The newest rollout wrote the very address that fails now.
    func changedAddress(_ investigation: inout Investigation, destination: Dependency.Destination) -> Finding? {
        guard let symptom, symptom.category == .dnsResolutionFailed || symptom.category == .dependencyUnreachable,
            let change = changes.first(where: { change in
                change.to.map { $0 == peer.host || PeerAddress.scan($0).contains { $0.host == peer.host } || $0.contains(peer.host) } == true
                    && change.from != nil
            })
        else { return nil }
        var evidence = [investigation.cite(change)] + symptom.evidence
        var absence = ""
        if case .missingService(let namespace, let name) = destination {
            absence = " Namespace \(namespace) has no Service \(name)."
            evidence.append(
                investigation.evidence.cite(
                    source: "kubernetes", query: ResourcePath.list(kind: Service.kind, namespace: namespace),
                    object: ObjectReference(kind: Service.kind, namespace: namespace, name: name), at: investigation.now,
                    text: "No Service \(name) in namespace \(namespace)"))
        }
        let name = change.field.between("env[", "]") ?? change.field
        let at = change.at.map { " at \($0)" } ?? ""
        return Finding(
            .wrongEnvironmentAddress, object, title: "\(name) was changed to \(change.to ?? ""), which is not reachable",
            explanation:
                "The newest rollout of \(view.reference)\(at) changed \(name) from \(change.from ?? "") to \(change.to ?? ""), and since then \(symptom.title.lowercasedFirst).\(absence)",
            confidence: isUnknownName ? 0.96 : 0.85, evidence: evidence, peer: peer, since: change.at,
            details: ["variable": name, "from": change.from ?? "", "to": change.to ?? "", "host": peer.host])
    }
}
