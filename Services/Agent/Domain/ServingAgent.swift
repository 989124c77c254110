public import KubernetesModel

/// The pod through which a node serves a driver's volumes or a device, where it isn't ready.
///
/// A driver's registrar is told the driver's whole name by its arguments, and mounts the driver's directory of the node; a device plugin mounts the
/// directory where the kubelet listens for plugins. Only where no pod of the node says so much of itself does a name decide.
/// Source: https://kubernetes-csi.github.io/docs/node-driver-registrar.html and
/// https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#device-plugin-deployment
public struct ServingAgent: Sendable {
    public let pod: Pod
    /// Its own spec says whom it serves; else it is called like it.
    public let isDeclared: Bool

    /// Labels that a driver's name begins with and that say nothing of it: `csi.vsphere.vmware.com`, `driver.longhorn.io`.
    private static let prefixes: Set<String> = ["csi", "driver"]

    /// - Parameter driver: `ebs.csi.aws.com`.
    public static func unwell(ofDriver driver: String, on node: String, index: ClusterIndex) -> ServingAgent? {
        let agents = NodeAgents.all(on: node, index: index)
        let declared = agents.filter { $0.mentions(driver) }
        if !declared.isEmpty { return unwell(declared, isDeclared: true) }
        guard let label = driver.split(separator: ".").first(where: { !prefixes.contains(String($0)) }) else { return nil }
        let words = Set(label.split(separator: "-").map(String.init)).union(["csi"])
        return unwell(agents.filter { $0.words.isSuperset(of: words) }, isDeclared: false)
    }

    /// - Parameter resource: `nvidia.com/gpu`.
    public static func unwell(ofResource resource: String, on node: String, index: ClusterIndex) -> ServingAgent? {
        let agents = NodeAgents.all(on: node, index: index)
        let domain = resource.split(separator: "/").first.map(String.init) ?? resource
        let labels = domain.split(separator: ".")
        let vendor = Set((labels.count > 1 ? labels.dropLast() : labels[...]).map(String.init))
        let plugins = agents.filter(\.isDevicePlugin)
        let own = plugins.filter { !$0.words.isDisjoint(with: vendor) || $0.mentions(domain) || $0.mentions(resource) }
        if !own.isEmpty { return unwell(own, isDeclared: true) }
        if !plugins.isEmpty { return unwell(plugins, isDeclared: false) }
        return unwell(agents.filter { $0.words.contains("plugin") && !$0.words.isDisjoint(with: vendor) }, isDeclared: false)
    }

    private static func unwell(_ agents: [Pod], isDeclared: Bool) -> ServingAgent? {
        agents.first { !PodHealth($0).isReady }.map { ServingAgent(pod: $0, isDeclared: isDeclared) }
    }
}

extension Pod {
    /// Whether its commands, variables or directories of the node hold a name as a whole: `/var/lib/kubelet/plugins/ebs.csi.aws.com/csi.sock`.
    fileprivate func mentions(_ name: String) -> Bool {
        func holds(_ text: String) -> Bool {
            text.holdsBytes(of: name)
                && (text == name || text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0))) }.contains { $0 == name })
        }
        return spec.containers.contains { container in
            (container.command + container.args + container.env.compactMap(\.value)).contains(where: holds)
        }
            || spec.volumes.contains { volume in
                if case .hostPath(let path) = volume.source { holds(path) } else { false }
            }
    }

    fileprivate var isDevicePlugin: Bool {
        spec.volumes.contains { volume in
            if case .hostPath(let path) = volume.source { path.hasPrefix("/var/lib/kubelet/device-plugins") } else { false }
        }
    }

    /// The words of its name and of its images' repositories. Registries are left out: each serves many.
    fileprivate var words: Set<String> {
        let repositories = spec.containers.flatMap { container in
            let path = container.image.split(separator: "/")
            let isRegistry = path.count > 1 && (path[0].contains(".") || path[0].contains(":"))
            return (isRegistry ? path.dropFirst() : path[...]).map { String($0.prefix { $0 != ":" && $0 != "@" }) }
        }
        return Set(([name] + repositories).flatMap { $0.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init) })
    }
}
