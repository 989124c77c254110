import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// One group of nodes in the scheduler's message, and why none of them takes the pod.
///
/// Source: the reasons of pkg/scheduler/framework/plugins in kubernetes/kubernetes, from 1.24 to 1.36.
struct SchedulingReason {
    var category: CauseCategory
    var text: String
    var nodes: Int
    /// Nodes that failed late would have been right but for this; an own selector or a taint excludes most nodes by design.
    var order: Int

    /// The resource that the reason names: `2 Insufficient nvidia.com/gpu.` → `nvidia.com/gpu`.
    var resource: String? { text.scarceResource }

    var title: String {
        switch category {
        case .insufficientCPU: "No node has enough CPU left"
        case .insufficientMemory: "No node has enough memory left"
        case .insufficientExtendedResource: "No node offers enough \(resource ?? "of a resource")"
        case .untoleratedTaint: "The pod doesn't tolerate a taint of its nodes"
        case .nodeCordoned: "The node that the pod fits on is cordoned"
        case .nodeSelectorMismatch: "No node matches the pod's nodeSelector"
        case .nodeAffinityMismatch: "No node matches the pod's node affinity"
        case .podAffinityConflict: "The pod's affinity to other pods can't be met"
        case .podAntiAffinityConflict: "The pod's anti-affinity to other pods rules out every node"
        case .topologySpreadConflict: "The pod's topology spread constraints can't be met"
        case .hostPortConflict: "The host port that the pod asks for is taken on every node"
        case .tooManyPods: "The nodes run as many pods as they may"
        case .volumeMountFailed: "The pod's volume can't be reached from any node that fits"
        case .pvcMissing: "A PersistentVolumeClaim of the pod does not exist"
        case .provisioningFailed: "A PersistentVolumeClaim of the pod is not bound"
        default: "No node takes the pod"
        }
    }

    static func read(_ text: String, pod: Pod, investigation: Investigation) -> SchedulingReason? {
        let trimmed = text.drop { $0 == " " }
        let nodes = Int(trimmed.prefix { $0.isNumber }) ?? 1
        func reason(_ category: CauseCategory, _ order: Int) -> SchedulingReason {
            SchedulingReason(category: category, text: String(trimmed.prefix(200)), nodes: nodes, order: order)
        }
        if let resource = text.scarceResource {
            switch resource {
            case "cpu": return reason(.insufficientCPU, 9)
            case "memory": return reason(.insufficientMemory, 9)
            case "pods": return reason(.tooManyPods, 9)
            default: return reason(.insufficientExtendedResource, 9)
            }
        }
        if text.mentions("too many pods") { return reason(.tooManyPods, 9) }
        if text.mentions("persistentvolumeclaim") && text.mentions("not found") { return reason(.pvcMissing, 12) }
        if text.mentions(
            "unbound immediate persistentvolumeclaims", "didn't find available persistent volumes", "pvc(s)", "unbound persistentvolumeclaims")
        {
            return reason(.provisioningFailed, 11)
        }
        // "PersistentVolume's node affinity" since 1.33, "volume node affinity conflict" before.
        if text.mentions(
            "volume node affinity conflict", "persistentvolume's node affinity", "max volume count", "volume(s)", "no available volume zone",
            "no available disk", "did not have enough free storage", "enough free storage", "readwriteoncepod access mode", "volume limits",
            "bound to non-existent pv", "non-existent persistentvolume")
        {
            return reason(.volumeMountFailed, 10)
        }
        if text.mentions("cannot allocate all claims", "resourceclaim", "resource claim", "deviceclass") {
            return reason(.insufficientExtendedResource, 9)
        }
        if text.mentions("free ports for the requested", "free host ports") { return reason(.hostPortConflict, 9) }
        if text.mentions("anti-affinity", "antiaffinity") { return reason(.podAntiAffinityConflict, 8) }
        if text.mentions("pod affinity", "pod's affinity rules") { return reason(.podAffinityConflict, 8) }
        if text.mentions("topology spread") { return reason(.topologySpreadConflict, 8) }
        if text.mentions("taint") {
            let isStanding = text.mentions("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
            if text.mentions("node.kubernetes.io/unschedulable") { return reason(.nodeCordoned, 6) }
            if text.mentions("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable") { return reason(.nodeNotReady, 6) }
            if text.mentions("node.kubernetes.io/disk-pressure") { return reason(.nodeDiskPressure, 6) }
            if text.mentions("node.kubernetes.io/memory-pressure") { return reason(.nodeMemoryPressure, 6) }
            if text.mentions("node.kubernetes.io/pid-pressure") { return reason(.nodePIDPressure, 6) }
            if text.mentions("node.kubernetes.io/network-unavailable") { return reason(.nodeNetworkUnavailable, 6) }
            guard !text.contains("{") else { return reason(.untoleratedTaint, isStanding ? 1 : 5) }
            let (category, order) = Self.taint(of: pod, investigation)
            return reason(category, order)
        }
        if text.mentions("were unschedulable", "node(s) unschedulable") { return reason(.nodeCordoned, 6) }
        if text.mentions("requested node name") { return reason(.nodeSelectorMismatch, 4) }
        if text.mentions("node affinity", "node selector", "scheduler-enforced node affinity", "affinity/selector") {
            return reason(Self.selectorCategory(pod, investigation), 4)
        }
        if text.mentions("no nodes available to schedule", "no nodes") { return reason(.nodeNotReady, 3) }
        return nil
    }

    /// The message may say no more than "untolerated taint(s)": the nodes say which.
    private static func taint(of pod: Pod, _ investigation: Investigation) -> (CauseCategory, Int) {
        let taints = investigation.index.snapshot.nodes.flatMap(\.taints).filter { taint in
            taint.effect != "PreferNoSchedule" && !pod.spec.tolerations.contains { $0.tolerates(taint) }
        }
        let standing = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"]
        if taints.contains(where: { !$0.key.hasPrefix("node.kubernetes.io/") && !standing.contains($0.key) }) { return (.untoleratedTaint, 5) }
        let conditions: [(String, CauseCategory)] = [
            ("unreachable", .nodeNotReady), ("not-ready", .nodeNotReady), ("disk-pressure", .nodeDiskPressure),
            ("memory-pressure", .nodeMemoryPressure),
            ("pid-pressure", .nodePIDPressure), ("network-unavailable", .nodeNetworkUnavailable), ("unschedulable", .nodeCordoned),
        ]
        for (suffix, category) in conditions where taints.contains(where: { $0.key == "node.kubernetes.io/\(suffix)" }) { return (category, 6) }
        return (.untoleratedTaint, taints.isEmpty ? 5 : 1)
    }

    /// The message says "affinity/selector" for both; the pod's spec says which of the two no node meets.
    private static func selectorCategory(_ pod: Pod, _ investigation: Investigation) -> CauseCategory {
        guard !pod.spec.nodeSelector.isEmpty else { return .nodeAffinityMismatch }
        let isMet = investigation.index.snapshot.nodes.contains { node in
            pod.spec.nodeSelector.allSatisfy { node.metadata.labels[$0.key] == $0.value }
        }
        let hasAffinity = pod.spec.affinity?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]?.object != nil
        return isMet && hasAffinity ? .nodeAffinityMismatch : .nodeSelectorMismatch
    }
}

extension String {
    fileprivate var scarceResource: String? {
        guard var name = word(after: "nsufficient ") else { return nil }
        while name.last == "." { name.removeLast() }
        return name
    }
}
