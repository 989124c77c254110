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

    private var object: ObjectReference { symptom?.object ?? view.reference }

    private var isUnknownName: Bool { symptom?.category == .dnsResolutionFailed }

    private var source: NetworkPolicyEvaluator.Endpoint {
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
        let asked = peer.port.flatMap { number in service.ports.first { $0.number == number } }
        let destination = NetworkPolicyEvaluator.Endpoint(pod)
        let number: Int? =
            switch asked?.target {
            case .number(let number)?: number
            case .name(let name)?: destination.namedPorts[name]
            case nil: nil
            }
        let port = number.map { NetworkPolicyEvaluator.Port(number: $0, transport: asked?.transport ?? "TCP") }
        guard let policy = NetworkPolicyEvaluator(index: index).policy(blocking: source, to: destination, port: port) else { return nil }
        return blocked(
            by: policy, symptom: symptom, words: "doesn't allow \(view.reference) to reach \(service.name) on port \(number.map(String.init) ?? "?")",
            &investigation)
    }

    private func blocked(by policy: NetworkPolicy, symptom: Finding, words: String, _ investigation: inout Investigation) -> Finding {
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
            let strict = access.strictness(of: pod, towards: caller)
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

    // MARK: Address

    /// A name of the cluster's own form for which there is no Service.
    func missingService(namespace: String, name: String, _ investigation: inout Investigation) -> Finding? {
        if let policy = namePolicy(&investigation) { return policy }
        // Services that a quota refused leave no event: only their absence, and a quota that is used up.
        if symptom != nil,
            let quota = investigation.index.snapshot.resourceQuotas.first(where: { $0.namespace == namespace && QuotaRule.isUsedUp("services", $0) }),
            var fault = QuotaRule.exhausted(quota, investigation: &investigation)
        {
            fault.category = .quotaServicesExceeded
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

extension String {
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

/// Which of several names one was probably meant to be.
enum Likeness {
    static func nearest(to name: String, among names: [String]) -> String? {
        let scored = names.map { ($0, score(name, $0)) }.filter { $0.1 >= 0.5 }
        return scored.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
    }

    /// 0…1: shared words, or few edits.
    private static func score(_ first: String, _ second: String) -> Double {
        let a = Set(first.split(separator: "-"))
        let b = Set(second.split(separator: "-"))
        let shared = Double(a.intersection(b).count) / Double(max(1, min(a.count, b.count)))
        let distance = Double(edits(Array(first.utf8.prefix(64)), Array(second.utf8.prefix(64))))
        return max(shared * 0.9, 1 - distance / Double(max(first.utf8.count, second.utf8.count, 1)))
    }

    private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
