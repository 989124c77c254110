public import KubernetesModel

/// The pods of DaemonSets through which a node serves its pods: drivers of volumes, plugins of devices and of the network.
public enum NodeAgents {
    /// Those on a node that aren't ready, by name.
    public static func unwell(on node: String, index: ClusterIndex) -> [Pod] {
        index.snapshot.pods.filter { pod in
            pod.spec.nodeName == node && pod.metadata.controller?.kind == "DaemonSet" && pod.metadata.deletionTimestamp == nil
                && !PodHealth(pod).isReady
        }
        .sorted { $0.name < $1.name }
    }

    /// Whether a pod's name or one of its images has one of the words.
    public static func isCalled(_ pod: Pod, _ words: [String]) -> Bool {
        let names = ([pod.name] + pod.spec.containers.map(\.image)).map { $0.lowercased() }
        return words.contains { word in names.contains { $0.holdsBytes(of: word) } }
    }

    /// What the plugin of an extended resource is known by: `nvidia.com/gpu` is served by something of `nvidia`, which mostly calls itself a device plugin.
    public static func words(ofResource resource: String) -> [String] {
        let vendor = resource.split(separator: "/").first?.split(separator: ".").first.map(String.init)
        return ["device-plugin", "deviceplugin"] + (vendor.map { $0.utf8.count > 2 ? [$0] : [] } ?? [])
    }

    /// `ebs.csi.aws.com` → `csi`, `ebs`, `aws`: a driver's pods carry some word of its name.
    public static func words(ofDriver driver: String) -> [String] {
        ["csi"]
            + driver.lowercased().split { $0 == "." || $0 == "-" }.map(String.init).filter {
                $0.utf8.count > 2 && !["com", "org", "net", "csi", "k8s"].contains($0)
            }
    }

    /// The extended resources that a pod asks for.
    public static func extendedResources(of pod: Pod) -> [String] {
        Set(pod.spec.containers.flatMap { Array($0.requests.keys) + Array($0.limits.keys) }).filter {
            $0.contains("/") && !$0.hasPrefix("hugepages-")
        }.sorted()
    }

    /// Nodes of which an agent may keep a pod from starting: its own, while its containers are being created; those that are made for a device that it
    /// asks for and offer none.
    public static func nodes(keeping pod: Pod, index: ClusterIndex) -> [String] {
        guard pod.status.phase == "Pending" else { return [] }
        if let node = pod.spec.nodeName {
            let isCreating = pod.status.containers.allSatisfy { !$0.state.isRunning && $0.state.termination == nil }
            return isCreating ? [node] : []
        }
        return extendedResources(of: pod).flatMap { resource -> [String] in
            let domain = resource.split(separator: "/").first.map(String.init) ?? resource
            return index.snapshot.nodes.filter { node in
                (node.allocatable[resource] ?? .zero) == .zero
                    && (node.capacity[resource] != nil || node.metadata.labels.keys.contains { $0.hasPrefix(domain + "/") })
            }
            .map(\.name)
        }
    }
}
