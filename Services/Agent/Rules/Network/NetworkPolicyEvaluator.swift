import AgentDomain
import KubernetesModel

/// Whether policies let one pod talk to another: policies are allow-lists, and a pod that none selects is open.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
struct NetworkPolicyEvaluator {
    struct Endpoint {
        var namespace: String?
        var labels: [String: String]
        /// False for pods that weren't read: what picks pods by label may mean them.
        var areLabelsKnown = true
        /// nil for a host name: whether a block of addresses holds it can't be told.
        var address: String?
        /// Pods of the node's own network aren't bound by policies.
        var isOfNode = false
        /// Where its named ports lead.
        var namedPorts: [String: Int] = [:]
    }

    /// What is to be connected to.
    struct Port {
        var number: Int
        var transport = "TCP"
    }

    let index: ClusterIndex

    /// The policy that keeps a connection from being made; nil where none does, or where that can't be told.
    func policy(blocking source: Endpoint, to destination: Endpoint, port: Port?) -> NetworkPolicy? {
        let named = destination.namedPorts
        let outward = egressPolicies(of: source)
        if !outward.isEmpty,
            !outward.contains(where: { policy in
                policy.egress.contains { allows($0, peer: destination, port: port, named: named, home: policy.namespace) }
            })
        {
            return outward.first
        }
        let inward = ingressPolicies(of: destination)
        return inward.isEmpty || admits(inward, source, to: destination, port: port) ? nil : inward.first
    }

    /// Whether one of a destination's policies lets a source in.
    func admits(_ policies: [NetworkPolicy], _ source: Endpoint, to destination: Endpoint, port: Port?) -> Bool {
        policies.contains { policy in
            policy.ingress.contains { allows($0, peer: source, port: port, named: destination.namedPorts, home: policy.namespace) }
        }
    }

    private func egressPolicies(of source: Endpoint) -> [NetworkPolicy] {
        guard !source.isOfNode, source.areLabelsKnown else { return [] }
        return index.snapshot.networkPolicies.filter { policy in
            policy.restrictsEgress && policy.namespace == source.namespace && policy.podSelector.matches(source.labels)
        }
    }

    /// Those that say who may reach it.
    func ingressPolicies(of destination: Endpoint) -> [NetworkPolicy] {
        guard !destination.isOfNode else { return [] }
        return index.snapshot.networkPolicies.filter { policy in
            policy.restrictsIngress && policy.namespace == destination.namespace && policy.podSelector.matches(destination.labels)
        }
    }

    /// The policy that keeps a pod from asking the cluster's name server.
    func policyBlockingNames(for source: Endpoint) -> NetworkPolicy? {
        let outward = egressPolicies(of: source)
        let named = namedNamePorts
        let isOpen = outward.contains { policy in
            policy.egress.contains { rule in
                (rule.ports.isEmpty || rule.ports.contains { covers($0, Port(number: 53, transport: "UDP"), named: named) })
                    && (rule.peers.isEmpty || rule.peers.contains { reachesNames($0, home: policy.namespace) })
            }
        }
        return isOpen ? nil : outward.first
    }

    /// The name server's own ports by name; nil where its pods weren't read, and any name may be the one.
    private var namedNamePorts: [String: Int]? {
        let ports = index.systemComponent(.dns)?.pods.flatMap(\.spec.containers).flatMap(\.ports) ?? []
        let named = ports.compactMap { port in port.name.map { ($0, port.number) } }
        return named.isEmpty ? nil : Dictionary(named) { first, _ in first }
    }

    /// Whether a peer can be the name server of the cluster, which lives in the system namespace.
    private func reachesNames(_ peer: NetworkPolicy.Rule.Peer, home: String?) -> Bool {
        if let cidr = peer.cidr {
            let servers = index.services(in: ClusterSnapshot.systemNamespace).filter { ["kube-dns", "coredns"].contains($0.name) }.flatMap(
                \.clusterIPs)
            return servers.isEmpty || servers.contains { AddressRange(cidr)?.contains($0) == true }
        }
        guard let selector = peer.namespaceSelector else { return home == ClusterSnapshot.systemNamespace }
        return selector.matches(labels(ofNamespace: ClusterSnapshot.systemNamespace))
    }

    private func allows(_ rule: NetworkPolicy.Rule, peer: Endpoint, port: Port?, named: [String: Int], home: String?) -> Bool {
        let isPortOpen = rule.ports.isEmpty || port.map { port in rule.ports.contains { covers($0, port, named: named) } } ?? true
        return isPortOpen && (rule.peers.isEmpty || rule.peers.contains { matches($0, peer: peer, home: home) })
    }

    /// - Parameter named: nil where no name is known.
    private func covers(_ rule: NetworkPolicy.Rule.Port, _ port: Port, named: [String: Int]?) -> Bool {
        guard rule.transport == port.transport else { return false }
        switch rule.port {
        case nil: return true
        case .number(let first): return rule.endPort.map { (first...max(first, $0)).contains(port.number) } ?? (first == port.number)
        case .name(let name): return named.map { $0[name] == port.number } ?? true
        }
    }

    private func matches(_ rule: NetworkPolicy.Rule.Peer, peer: Endpoint, home: String?) -> Bool {
        if let cidr = rule.cidr {
            // The addresses behind a host name are unknown: a block may hold them.
            guard let address = peer.address else { return true }
            guard let range = AddressRange(cidr), range.contains(address) else { return false }
            return !rule.except.contains { AddressRange($0)?.contains(address) == true }
        }
        if let selector = rule.namespaceSelector {
            // All namespaces, and nothing outside of the cluster.
            guard peer.namespace != nil, selector.matches(labels(ofNamespace: peer.namespace)) else { return false }
        } else if peer.namespace != home {
            return false
        }
        return !peer.areLabelsKnown || rule.podSelector?.matches(peer.labels) ?? true
    }

    private func labels(ofNamespace name: String?) -> [String: String] {
        guard let name else { return [:] }
        let known = index.snapshot.namespaces.first { $0.name == name }?.metadata.labels ?? [:]
        return known.merging(["kubernetes.io/metadata.name": name]) { written, _ in written }
    }
}

extension NetworkPolicyEvaluator.Endpoint {
    init(_ pod: Pod) {
        let declared = pod.spec.containers.flatMap(\.ports).compactMap { port in port.name.map { ($0, port.number) } }
        self.init(
            namespace: pod.namespace, labels: pod.metadata.labels, address: pod.status.podIPs.first, isOfNode: pod.spec.hostNetwork,
            namedPorts: Dictionary(declared) { first, _ in first })
    }
}
