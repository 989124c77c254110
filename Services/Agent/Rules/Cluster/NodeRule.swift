import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Nodes that are unwell, by their conditions.
///
/// Source: https://kubernetes.io/docs/reference/node/node-status/#condition
enum NodeRule {
    /// Beyond the lease's own forty seconds.
    private static let silence = Duration.seconds(40)

    static func fault(of node: Node, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: node)
        func finding(_ category: CauseCategory, _ title: String, _ condition: Condition, _ confidence: Double) -> Finding {
            var evidence = [investigation.cite(condition, of: object)]
            if let event = investigation.index.events(of: node).first(where: \.isWarning) { evidence.append(investigation.cite(event)) }
            return Finding(
                category, object, title: title,
                explanation: "\(title): \([condition.reason, condition.message].compactMap(\.self).joined(separator: ": ")).",
                confidence: confidence, evidence: evidence, since: condition.lastTransitionTime)
        }
        if let ready = node.conditions["Ready"], ready.status != "True" {
            let said = [ready.reason, ready.message].compactMap(\.self).joined(separator: " ")
            if ready.status == "Unknown" || said.mentions("stopped posting node status", "nodestatusunknown") {
                return finding(.kubeletUnavailable, "The kubelet of node \(node.name) no longer reports", ready, 0.92)
            }
            // A runtime that is down reports no network either: it is the nearer reason.
            if said.mentions(
                "runtime is down", "pleg is not healthy", "pleg was last seen", "containerruntimeunhealthy", "runtime status check",
                "containerd.sock",
                "crio.sock", "dockershim", "runtime not ready", "container runtime is not", "failed to get runtime", "runtimeready=false")
            {
                return finding(.containerRuntimeUnavailable, "The container runtime of node \(node.name) is down", ready, 0.92)
            }
            if said.mentions("network plugin", "cni", "networkpluginnotready", "networkready=false", "runtime network not ready") {
                return finding(.nodeNetworkUnavailable, "The pod network of node \(node.name) is not ready", ready, 0.92)
            }
            if said.mentions("container runtime") {
                return finding(.containerRuntimeUnavailable, "The container runtime of node \(node.name) is down", ready, 0.85)
            }
            return finding(.nodeNotReady, "Node \(node.name) is not ready", ready, 0.92)
        }
        // The lease is older news than a condition: it lapses within a minute, the condition turns after the grace period.
        if let heartbeat = investigation.index.heartbeat(ofNode: node.name), let overdue = heartbeat.lapsed(at: investigation.now),
            overdue > silence, let renewed = heartbeat.renewedAt
        {
            let evidence = [investigation.cite("spec.renewTime", renewed.description, of: investigation.index.reference(to: heartbeat))]
            return Finding(
                .kubeletUnavailable, object, title: "The kubelet of node \(node.name) no longer reports",
                explanation: "Node \(node.name) last renewed its lease at \(renewed).", confidence: 0.85, evidence: evidence, since: renewed)
        }
        let pressures: [(String, CauseCategory, String)] = [
            ("MemoryPressure", .nodeMemoryPressure, "is short of memory"), ("DiskPressure", .nodeDiskPressure, "is short of disk space"),
            ("PIDPressure", .nodePIDPressure, "is short of process ids"), ("NetworkUnavailable", .nodeNetworkUnavailable, "has no network"),
        ]
        for (type, category, words) in pressures {
            if let condition = node.conditions[type], condition.status == "True" {
                return finding(category, "Node \(node.name) \(words)", condition, 0.9)
            }
        }
        // Problem detectors report conditions of their own, true when something is wrong.
        for (type, category) in [
            ("KernelDeadlock", CauseCategory.nodeNotReady), ("ReadonlyFilesystem", .nodeDiskPressure),
            ("FrequentKubeletRestart", .kubeletUnavailable),
            ("FrequentContainerdRestart", .containerRuntimeUnavailable), ("FrequentDockerRestart", .containerRuntimeUnavailable),
        ] {
            if let condition = node.conditions[type], condition.status == "True" {
                return finding(category, "Node \(node.name) reports \(type)", condition, 0.85)
            }
        }
        return nil
    }

    /// The pressure of a pod's node, where that is short of disk.
    static func shortOfDisk(under pod: Pod, investigation: inout Investigation) -> Finding? {
        guard let name = pod.spec.nodeName, let node = investigation.index.node(name), node.conditions["DiskPressure"]?.status == "True" else {
            return nil
        }
        return fault(of: node, investigation: &investigation)
    }

    /// The pressure of a pod's node, where the kernel killed for the whole system and not for one container's limit.
    static func outOfMemory(under pod: Pod, investigation: inout Investigation) -> Finding? {
        guard let name = pod.spec.nodeName, let node = investigation.index.node(name), node.conditions["MemoryPressure"]?.status == "True" else {
            return nil
        }
        let object = investigation.index.reference(to: node)
        let events = investigation.index.events(of: node) + investigation.index.events(of: object, uid: nil)
        guard let event = events.first(where: { $0.reason == "SystemOOM" && investigation.isRecent($0.lastSeen) }) else { return nil }
        var finding = fault(of: node, investigation: &investigation)
        finding?.evidence.append(investigation.cite(event))
        return finding
    }

    /// The pressure of a pod's node, where that is short of process ids and the program could make none.
    static func shortOfProcesses(under pod: Pod, facts: [LogFact], investigation: inout Investigation) -> Finding? {
        guard let name = pod.spec.nodeName, let node = investigation.index.node(name), node.conditions["PIDPressure"]?.status == "True",
            facts.contains(where: {
                $0.line.mentions(
                    "os thread", "fork", "pthread_create", "resource temporarily unavailable", "errno=11", "newosproc", "can't start new thread",
                    "unable to create native thread", "unable to create new native thread", "eagain")
            })
        else { return nil }
        return fault(of: node, investigation: &investigation)
    }

    /// A cordon is an operator's wish. It is the answer only to an alert about the node itself.
    static func cordon(of node: Node, investigation: inout Investigation) -> Finding? {
        guard node.isUnschedulable, !node.isControlPlane else { return nil }
        let object = investigation.index.reference(to: node)
        let since =
            node.taints.first { $0.key == "node.kubernetes.io/unschedulable" }?.timeAdded
            ?? investigation.index.events(of: node).first { $0.reason == "NodeNotSchedulable" }?.lastSeen
        return Finding(
            .nodeCordoned, object, title: "Node \(node.name) is cordoned", explanation: "Node \(node.name) is marked unschedulable.", confidence: 0.7,
            evidence: [investigation.cite("spec.unschedulable", "true", of: object)], since: since)
    }
}
