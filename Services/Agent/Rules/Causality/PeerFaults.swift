import AgentDomain
import Contracts
import KubernetesModel

/// What can be wrong between a workload and its peer, where the peer itself is well: the address, the port, a policy.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/service/ and https://kubernetes.io/docs/concepts/services-networking/network-policies/
struct PeerFaults {
    let peer: PeerAddress
    let symptom: Finding?
    let view: WorkloadView
    let changes: [Change]

    var object: ObjectReference { symptom?.object ?? view.reference }

    var isUnknownName: Bool { symptom?.category == .dnsResolutionFailed }

    var source: NetworkPolicyEvaluator.Endpoint {
        if let pod = view.pods.first { return NetworkPolicyEvaluator.Endpoint(pod) }
        return NetworkPolicyEvaluator.Endpoint(
            namespace: view.reference.namespace, labels: view.workload.template?.labels ?? [:],
            isOfNode: view.workload.template?.spec.hostNetwork ?? false)
    }

    // MARK: Policies

    /// Names that don't resolve because a policy keeps the pod from the name server.
    func namePolicy(_ investigation: inout Investigation) -> Finding? {
        guard let symptom, isUnknownName, let policy = NetworkPolicyEvaluator(index: investigation.index).policyBlockingNames(for: source) else {
            return nil
        }
        return blocked(by: policy, symptom: symptom, words: "doesn't let \(view.reference) ask the name server (port 53)", &investigation)
    }

    func policy(to service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom, symptom.category == .dependencyUnreachable || symptom.category == .slowDependency else { return nil }
        let index = investigation.index
        guard let pod = index.pods(behind: service).first else { return nil }
        let destination = NetworkPolicyEvaluator.Endpoint(pod)
        let number = targetPort(of: service, at: destination)
        let port = number.map { NetworkPolicyEvaluator.Port(number: $0, transport: asked(of: service)?.transport ?? "TCP") }
        guard let policy = NetworkPolicyEvaluator(index: index).policy(blocking: source, to: destination, port: port) else { return nil }
        return blocked(
            by: policy, symptom: symptom, words: "doesn't allow \(view.reference) to reach \(service.name) on port \(number.map(String.init) ?? "?")",
            &investigation)
    }

    private func asked(of service: Service) -> ServicePort? {
        peer.port.flatMap { number in service.ports.first { $0.number == number } }
    }

    /// The port of the pods behind a Service that the peer's port leads to.
    func targetPort(of service: Service, at destination: NetworkPolicyEvaluator.Endpoint) -> Int? {
        switch asked(of: service)?.target {
        case .number(let number)?: number
        case .name(let name)?: destination.namedPorts[name]
        case nil: nil
        }
    }

    func blocked(by policy: NetworkPolicy, symptom: Finding, words: String, _ investigation: inout Investigation) -> Finding {
        let object = investigation.index.reference(to: policy)
        let selector =
            policy.podSelector.isEmpty
            ? "all pods" : policy.podSelector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return Finding(
            .networkPolicyBlocked, object, title: "NetworkPolicy \(policy.name) blocks the connection",
            explanation: "NetworkPolicy \(policy.name) \(words). \(symptom.explanation)", confidence: 0.9,
            evidence: [investigation.cite("spec.podSelector", selector, of: object)] + symptom.evidence, peer: peer, since: symptom.since)
    }

    // MARK: Components between the two

    /// A Service that is an alias of a name elsewhere, which doesn't resolve.
    func alias(_ service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom, isUnknownName || symptom.category == .dependencyUnreachable, service.type == "ExternalName",
            let name = service.externalName
        else { return nil }
        let object = investigation.index.reference(to: service)
        return Finding(
            isUnknownName ? .dnsResolutionFailed : .dependencyUnreachable, object,
            title: "Service \(service.name) is an alias of \(name), which fails",
            explanation: "Service \(service.name) leads to the external name \(name). \(symptom.explanation)", confidence: 0.82,
            evidence: [investigation.cite("spec.externalName", name, of: object)] + symptom.evidence, peer: peer, since: symptom.since)
    }

    func nameServer(isKnownName: Bool, _ investigation: inout Investigation) -> Finding? {
        guard let symptom, isUnknownName else { return nil }
        return NameServerRule.fault(behind: symptom, view: view, isKnownName: isKnownName, investigation: &investigation)
    }

    func proxy(to service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom else { return nil }
        return ProxyRule.fault(behind: symptom, to: service, view: view, investigation: &investigation)
    }

    // MARK: Port

    func wrongPort(of service: Service, _ investigation: inout Investigation) -> Finding? {
        guard let symptom, symptom.category == .dependencyUnreachable || symptom.category == .slowDependency, let port = peer.port,
            !service.ports.isEmpty, service.type != "ExternalName", !serves(service, port, investigation)
        else { return nil }
        let ports = service.ports.map { String($0.number) }.joined(separator: ", ")
        var evidence = symptom.evidence + [investigation.cite("spec.ports", ports, of: investigation.index.reference(to: service))]
        var text = "\(view.reference) connects to \(peer), and Service \(service.name) has the port\(service.ports.count == 1 ? "" : "s") \(ports)."
        if let change = changes.first(where: { $0.to?.contains(String(port)) == true }) {
            evidence.append(investigation.cite(change))
            text += " The newest rollout changed it: \(change.summary)."
        }
        return Finding(
            .dependencyWrongPort, object, title: "Port \(port) is not a port of Service \(service.name)", explanation: text, confidence: 0.93,
            evidence: evidence, peer: peer, since: symptom.since, details: ["service": service.name, "ports": ports])
    }

    /// A cluster address has the Service's ports alone; a headless name leads to the pods, which may serve others.
    private func serves(_ service: Service, _ port: Int, _ investigation: Investigation) -> Bool {
        if service.ports.contains(where: { $0.number == port }) { return true }
        guard service.clusterIPs.isEmpty else { return false }
        let containers = investigation.index.pods(behind: service).first?.spec.containers ?? []
        let known = containers.map { ListeningPorts($0) }
        return known.allSatisfy(\.numbers.isEmpty) || known.contains { $0.numbers.contains(port) }
    }
}
