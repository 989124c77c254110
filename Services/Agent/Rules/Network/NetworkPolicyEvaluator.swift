import AgentDomain
import KubernetesModel

/// Whether policies let one pod talk to another: policies are allow-lists, and a pod that none selects is open.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
struct NetworkPolicyEvaluator {
    struct Endpoint {
        var namespace: String?
        var labels: [String: String]
        var address: String?
    }

    let index: ClusterIndex

    /// The policy that keeps a connection from being made; nil where none does.
    func policy(blocking source: Endpoint, to destination: Endpoint, port: Int?, namedPorts: [String: Int] = [:]) -> NetworkPolicy? {
        let outward = index.snapshot.networkPolicies.filter { policy in
            policy.restrictsEgress && policy.namespace == source.namespace && policy.podSelector.matches(source.labels)
        }
        if !outward.isEmpty,
            !outward.contains(where: { policy in
                policy.egress.contains { allows($0, peer: destination, port: port, named: namedPorts, home: policy.namespace) }
            })
        {
            return outward.first
        }
        let inward = index.snapshot.networkPolicies.filter { policy in
            policy.restrictsIngress && policy.namespace == destination.namespace && policy.podSelector.matches(destination.labels)
        }
        if !inward.isEmpty,
            !inward.contains(where: { policy in
                policy.ingress.contains { allows($0, peer: source, port: port, named: namedPorts, home: policy.namespace) }
            })
        {
            return inward.first
        }
        return nil
    }

    /// The policy that keeps a pod from asking the cluster's name server.
    func policyBlockingNames(for source: Endpoint) -> NetworkPolicy? {
        let outward = index.snapshot.networkPolicies.filter { policy in
            policy.restrictsEgress && policy.namespace == source.namespace && policy.podSelector.matches(source.labels)
        }
        let isOpen = outward.contains { policy in
            policy.egress.contains { rule in
                (rule.ports.isEmpty || rule.ports.contains { covers($0, 53, named: [:]) })
                    && (rule.peers.isEmpty || rule.peers.contains { reachesNames($0, home: policy.namespace) })
            }
        }
        return isOpen ? nil : outward.first
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

    private func allows(_ rule: NetworkPolicy.Rule, peer: Endpoint, port: Int?, named: [String: Int], home: String?) -> Bool {
        let isPortOpen = rule.ports.isEmpty || port.map { number in rule.ports.contains { covers($0, number, named: named) } } ?? true
        return isPortOpen && (rule.peers.isEmpty || rule.peers.contains { matches($0, peer: peer, home: home) })
    }

    private func covers(_ port: NetworkPolicy.Rule.Port, _ number: Int, named: [String: Int]) -> Bool {
        switch port.port {
        case nil: true
        case .number(let first): port.endPort.map { (first...max(first, $0)).contains(number) } ?? (first == number)
        case .name(let name): named[name] == number
        }
    }

    private func matches(_ rule: NetworkPolicy.Rule.Peer, peer: Endpoint, home: String?) -> Bool {
        if let cidr = rule.cidr {
            guard let address = peer.address, AddressRange(cidr)?.contains(address) == true else { return false }
            return !rule.except.contains { AddressRange($0)?.contains(address) == true }
        }
        if let selector = rule.namespaceSelector {
            guard selector.matches(labels(ofNamespace: peer.namespace)) else { return false }
        } else if peer.namespace != home {
            return false
        }
        return rule.podSelector?.matches(peer.labels) ?? true
    }

    private func labels(ofNamespace name: String?) -> [String: String] {
        guard let name else { return [:] }
        let known = index.snapshot.namespaces.first { $0.name == name }?.metadata.labels ?? [:]
        return known.merging(["kubernetes.io/metadata.name": name]) { written, _ in written }
    }
}

/// An IPv4 network in CIDR notation.
struct AddressRange {
    private let base: UInt32
    private let mask: UInt32

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let base = Self.number(String(parts[0])), let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
        mask = bits == 0 ? 0 : ~UInt32(0) << UInt32(32 - bits)
        self.base = base & mask
    }

    func contains(_ address: String) -> Bool {
        Self.number(address).map { $0 & mask == base } ?? false
    }

    private static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".").compactMap { UInt32($0) }
        guard parts.count == 4, parts.allSatisfy({ $0 < 256 }) else { return nil }
        return parts.reduce(0) { $0 << 8 | $1 }
    }
}
