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
        for holder in holders(of: pod, because: event, investigation.index) {
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
        if event.message.mentions("multi-attach"), let holder = holders(of: pod, because: event, investigation.index).first {
            let reference = investigation.index.reference(to: holder)
            evidence.append(investigation.cite("spec.nodeName", holder.spec.nodeName ?? "", of: reference))
            return " Pod \(holder.name) holds it on node \(holder.spec.nodeName ?? "")."
        }
        return ""
    }

    /// Pods on other nodes that mount the volume: those that the event names, else all that mount its claim.
    private static func holders(of pod: Pod, because event: Event, _ index: ClusterIndex) -> [Pod] {
        let wanted = claims(of: pod, because: event, index)
        let holders = index.pods(in: pod.namespace).filter { other in
            guard let node = other.spec.nodeName else { return false }
            return other.metadata.uid != pod.metadata.uid && node != pod.spec.nodeName && !["Succeeded", "Failed"].contains(other.status.phase)
                && !wanted.isDisjoint(with: claims(of: other))
        }
        let words = Set(event.message.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }.map(String.init))
        let named = holders.filter { words.contains($0.name) }
        return named.isEmpty ? holders : named
    }

    /// The claim of the event's volume; where that can't be told, the pod's claims that a single node may have at a time.
    private static func claims(of pod: Pod, because event: Event, _ index: ClusterIndex) -> Set<String> {
        let own = claims(of: pod)
        let volume = event.message.between("volume \"", "\"")
        if let claim = index.snapshot.persistentVolumes.first(where: { $0.name == volume && $0.claimNamespace == pod.namespace })?.claimName,
            own.contains(claim)
        {
            return [claim]
        }
        let shared = index.snapshot.persistentVolumeClaims.filter { claim in
            claim.namespace == pod.namespace && claim.accessModes.contains { $0 == "ReadWriteMany" || $0 == "ReadOnlyMany" }
        }
        return own.subtracting(shared.map(\.name))
    }

    private static func claims(of pod: Pod) -> Set<String> {
        Set(
            pod.spec.volumes.compactMap { volume in
                if case .persistentVolumeClaim(let name) = volume.source { name } else { nil }
            })
    }
}
