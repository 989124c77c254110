import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Nodes that are unwell, by their conditions.
///
/// Source: https://kubernetes.io/docs/reference/node/node-status/#condition
enum NodeRule {
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
            if said.mentions("network plugin", "cni", "networkpluginnotready", "networkready=false") {
                return finding(.nodeNetworkUnavailable, "The pod network of node \(node.name) is not ready", ready, 0.92)
            }
            if said.mentions("container runtime", "pleg is not healthy", "runtime is down", "containerruntimeunhealthy") {
                return finding(.containerRuntimeUnavailable, "The container runtime of node \(node.name) is down", ready, 0.92)
            }
            return finding(.nodeNotReady, "Node \(node.name) is not ready", ready, 0.92)
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

    /// A cordon is an operator's wish. It is the answer only to an alert about the node itself.
    static func cordon(of node: Node, investigation: inout Investigation) -> Finding? {
        guard node.isUnschedulable, !node.isControlPlane else { return nil }
        let object = investigation.index.reference(to: node)
        return Finding(
            .nodeCordoned, object, title: "Node \(node.name) is cordoned", explanation: "Node \(node.name) is marked unschedulable.", confidence: 0.7,
            evidence: [investigation.cite("spec.unschedulable", "true", of: object)])
    }
}
