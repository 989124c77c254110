import AgentDomain
import Contracts
import KubernetesModel

/// Why a volume can't come to a pod's node: another pod holds it elsewhere.
///
/// Source: pkg/controller/volume/attachdetach/reconciler (Multi-Attach error) in kubernetes/kubernetes.
enum HeldVolume {
    /// The node that is lost and still has the volume: it is given up six minutes after the node is, and not while its kubelet may still write.
    ///
    /// Source: https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
    static func lostNode(for pod: Pod, because event: Event, investigation: inout Investigation) -> Finding? {
        guard event.message.mentions("multi-attach") else { return nil }
        for holder in holders(of: pod, investigation.index) {
            guard let node = holder.spec.nodeName.flatMap({ investigation.index.node($0) }),
                var fault = NodeRule.fault(of: node, investigation: &investigation), fault.category.isLossOfNode
            else { continue }
            fault.evidence.append(investigation.cite(event))
            fault.explanation +=
                " Pod \(holder.name) was on it and still holds the volume that pod \(pod.name) waits for: \(event.message)"
            return fault
        }
        return nil
    }

    /// Who has the volume, in a sentence; empty where nobody is seen to.
    static func words(for pod: Pod, because event: Event, evidence: inout [EvidenceID], investigation: inout Investigation) -> String {
        if event.message.mentions("multi-attach"), let holder = holders(of: pod, investigation.index).first {
            let reference = investigation.index.reference(to: holder)
            evidence.append(investigation.cite("spec.nodeName", holder.spec.nodeName ?? "", of: reference))
            return " Pod \(holder.name) holds it on node \(holder.spec.nodeName ?? "")."
        }
        return ""
    }

    /// Pods that mount a claim of the pod's on another node.
    private static func holders(of pod: Pod, _ index: ClusterIndex) -> [Pod] {
        func claims(_ pod: Pod) -> Set<String> {
            Set(
                pod.spec.volumes.compactMap { volume in
                    if case .persistentVolumeClaim(let name) = volume.source { name } else { nil }
                })
        }
        let wanted = claims(pod)
        return index.pods(in: pod.namespace).filter { other in
            guard let node = other.spec.nodeName else { return false }
            return other.metadata.uid != pod.metadata.uid && node != pod.spec.nodeName && !["Succeeded", "Failed"].contains(other.status.phase)
                && !wanted.isDisjoint(with: claims(other))
        }
    }
}
