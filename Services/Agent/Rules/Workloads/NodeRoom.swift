import AgentDomain
import Contracts
import KubernetesModel

/// What a node has left for a pod: of what it can allocate, less what the pods on it request, of whatever namespace they are.
///
/// Where the pods of other namespaces may not be counted, only those that were read are, and the room is an upper bound.
/// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ (NodeResourcesFit, NodePorts)
struct NodeRoom {
    let node: Node
    let load: NodeLoad
    /// Whether all pods on the node were counted.
    let isExact: Bool

    /// The rooms of nodes. All pods are gone through once, and not for each node.
    static func of(_ nodes: [Node], _ investigation: Investigation) -> [NodeRoom] {
        if let loads = investigation.index.snapshot.nodeLoads {
            return nodes.map { NodeRoom(node: $0, load: loads[$0.name] ?? NodeLoad(), isExact: true) }
        }
        var loads = Dictionary(nodes.map { ($0.name, NodeLoad()) }) { first, _ in first }
        for pod in investigation.index.snapshot.pods {
            if let node = pod.spec.nodeName { loads[node]?.add(pod) }
        }
        return nodes.map { NodeRoom(node: $0, load: loads[$0.name] ?? NodeLoad(), isExact: false) }
    }

    func fits(_ pod: Pod) -> Bool {
        let resources = Set(pod.spec.containers.flatMap { Array($0.requests.keys) + Array($0.limits.keys) }).union(["cpu", "memory"])
        return resources.allSatisfy { pod.spec.request(of: $0) <= load.free($0, of: node) ?? .zero }
            && load.free("pods", of: node).map { $0 > .zero } ?? true && holder(ofHostPortOf: pod) == nil
    }

    /// A host port that the pod asks for and another one holds: `TCP/8080 of monitoring/node-exporter-x7k2p`.
    func holder(ofHostPortOf pod: Pod) -> String? {
        pod.spec.containers.flatMap(\.ports).lazy.compactMap { port -> String? in
            guard let number = port.hostPort, let holder = load.hostPorts["\(port.transport)/\(number)"] else { return nil }
            return "\(port.transport)/\(number) of \(holder)"
        }
        .first
    }

    /// What is left of a resource, in words: `0.5 of 4`. nil where the node has none of it, or where not all pods were counted.
    func left(of resource: String) -> String? {
        guard isExact, let free = load.free(resource, of: node), let whole = node.allocatable[resource] else { return nil }
        return "\(free.display(resource)) of \(whole.display(resource))"
    }

    /// Which of the two a pod lacks more of, against the largest node.
    static func scarcer(_ pod: Pod, _ investigation: Investigation) -> CauseCategory {
        func ratio(_ resource: String) -> Double {
            let largest = investigation.index.snapshot.nodes.compactMap { $0.allocatable[resource]?.value }.max() ?? 0
            return largest > 0 ? pod.spec.request(of: resource).value / largest : 0
        }
        return ratio("memory") > ratio("cpu") ? .insufficientMemory : .insufficientCPU
    }

    /// The workers, those with the most of a resource left first; none where not all pods were counted.
    static func workers(by resource: String, _ investigation: Investigation) -> [NodeRoom] {
        guard investigation.index.snapshot.nodeLoads != nil else { return [] }
        return of(investigation.index.snapshot.nodes.filter { !$0.isControlPlane }, investigation)
            .sorted { first, second in
                let (one, other) = (first.load.free(resource, of: first.node) ?? .zero, second.load.free(resource, of: second.node) ?? .zero)
                return one == other ? first.node.name < second.node.name : one > other
            }
    }
}
