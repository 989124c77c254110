public import KubernetesModel

/// The pods of DaemonSets through which a node serves its pods: drivers of volumes, plugins of devices and of the network.
public enum NodeAgents {
    public static func all(on node: String, index: ClusterIndex) -> [Pod] {
        index.snapshot.pods.filter { pod in
            pod.spec.nodeName == node && pod.metadata.controller?.kind == "DaemonSet" && pod.metadata.deletionTimestamp == nil
        }
        .sorted { $0.name < $1.name }
    }

    /// Those on a node that aren't ready, by name.
    public static func unwell(on node: String, index: ClusterIndex) -> [Pod] {
        all(on: node, index: index).filter { !PodHealth($0).isReady }
    }

    /// The extended resources that a pod asks for.
    public static func extendedResources(of pod: Pod) -> Set<String> {
        Set(pod.spec.containers.flatMap { Array($0.requests.keys) + Array($0.limits.keys) }).filter {
            $0.contains("/") && !$0.hasPrefix("hugepages-")
        }
    }

    /// Nodes of which an agent may keep pods from starting, by name: their own, while their containers are being created; those that are made for a
    /// device that they ask for and offer none.
    public static func nodes(keeping pods: [Pod], index: ClusterIndex) -> [String] {
        var nodes: Set<String> = []
        var resources: Set<String> = []
        for pod in pods where pod.status.phase == "Pending" {
            if let node = pod.spec.nodeName {
                let isCreating = pod.status.containers.allSatisfy { !$0.state.isRunning && $0.state.termination == nil }
                if isCreating { nodes.insert(node) }
            } else {
                resources.formUnion(extendedResources(of: pod))
            }
        }
        return nodes.union(resources.flatMap { Self.nodes(lacking: $0, index: index) }).sorted()
    }

    /// Nodes that are made for a device, by what they once offered or by a label of its vendor's, and offer none.
    public static func nodes(lacking resource: String, index: ClusterIndex) -> [String] {
        let prefix = (resource.split(separator: "/").first.map(String.init) ?? resource) + "/"
        return index.snapshot.nodes.filter { node in
            (node.allocatable[resource] ?? .zero) == .zero
                && (node.capacity[resource] != nil || node.metadata.labels.keys.contains { $0.hasPrefix(prefix) })
        }
        .map(\.name)
    }
}
