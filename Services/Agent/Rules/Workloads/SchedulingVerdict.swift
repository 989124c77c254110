import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Reads `0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {…}. preemption: …` and picks the reason that
/// decides: the one of the nodes that came furthest through the scheduler's filters.
///
/// Source: pkg/scheduler/framework/types.go (FitError) in kubernetes/kubernetes, and the plugins beside it whose reasons it joins.
struct SchedulingVerdict {
    var reasons: [SchedulingReason]
    let message: String

    init(message: String, pod: Pod, investigation: Investigation) {
        self.message = message
        // What follows the first full stop is about preemption and resource claims.
        let list = Self.tail(message)
        let body = list[..<(list[...].range(ofASCIIText: ". ")?.lowerBound ?? list.endIndex)]
        let parts = body.split(separator: ",").map { $0.drop { $0 == " " } }.flatMap { part in part.split(separator: ";") }
        reasons = Self.joinBraces(parts.map(String.init)).compactMap { SchedulingReason.read($0, pod: pod, investigation: investigation) }
        if reasons.isEmpty, let only = SchedulingReason.read(message, pod: pod, investigation: investigation) { reasons = [only] }
    }

    private static func tail(_ message: String) -> String {
        guard let range = message[...].range(ofASCIIText: "nodes are available: ") else { return message }
        return String(message[range.upperBound...])
    }

    /// A taint's braces may hold a comma.
    private static func joinBraces(_ parts: [String]) -> [String] {
        var joined: [String] = []
        for part in parts {
            if let last = joined.last, last.contains("{"), !last.contains("}") {
                joined[joined.count - 1] = last + "," + part
            } else {
                joined.append(part)
            }
        }
        return joined
    }

    /// The deciding reason. Among equals, the one of the most nodes.
    private func decisive(_ pod: Pod, _ investigation: Investigation) -> SchedulingReason? {
        var candidates = reasons
        // A volume's node is one by design: where that one is cordoned, the cordon is what the pod waits for.
        if let cordon = candidates.first(where: { $0.category == .nodeCordoned }),
            candidates.contains(where: { $0.category == .volumeMountFailed && $0.text.mentions("node affinity") })
        {
            return cordon
        }
        // A cordoned node that has room for the pod is what the pod waits for.
        if let cordon = candidates.first(where: { $0.category == .nodeCordoned }),
            NodeRoom.of(investigation.index.snapshot.nodes.filter { $0.isUnschedulable && !$0.isControlPlane }, investigation)
                .contains(where: { $0.fits(pod) })
        {
            let rest = candidates.filter { $0.order > 6 }
            if rest.allSatisfy({ [.insufficientCPU, .insufficientMemory, .tooManyPods].contains($0.category) }) { return cordon }
        }
        let resources = candidates.filter { $0.category == .insufficientCPU || $0.category == .insufficientMemory }
        if resources.count == 2, resources[0].nodes == resources[1].nodes {
            let shortage = NodeRoom.scarcer(pod, investigation)
            candidates.removeAll { $0.order == 9 && $0.category != shortage && resources.map(\.category).contains($0.category) }
        }
        return candidates.max { ($0.order, $0.nodes) < ($1.order, $1.nodes) }
    }

    func finding(
        for view: WorkloadView, pod: Pod, evidence: [EvidenceID], since: Timestamp?, investigation: inout Investigation
    ) -> Finding? {
        guard let reason = decisive(pod, investigation) else {
            // The scheduler waited for a volume, and gave up: the claim says what for.
            if let storage = ClaimRule.findings(forVolumesOf: pod, investigation: &investigation).first {
                var storage = storage
                storage.evidence = storage.evidence + evidence.prefix(1)
                return storage
            }
            if let claim = message.between("persistentvolumeclaim \"", "\""), message.mentions("being deleted") {
                return Finding(
                    .pvcMissing, ObjectReference(kind: PersistentVolumeClaim.kind, namespace: pod.namespace, name: claim),
                    title: "PersistentVolumeClaim \(claim) is being deleted", explanation: "Pod \(pod.name) can't be placed: \(message)",
                    confidence: 0.9,
                    evidence: evidence, since: since)
            }
            return Finding(
                .schedulerUnavailable, view.reference, title: "The pod can't be scheduled", explanation: "The scheduler says: \(message)",
                confidence: 0.4, evidence: evidence, since: since)
        }
        if reason.category == .provisioningFailed || reason.category == .pvcMissing {
            if let storage = ClaimRule.findings(forVolumesOf: pod, investigation: &investigation).first {
                var storage = storage
                storage.evidence = evidence.prefix(1) + storage.evidence
                return storage
            }
        }
        var grounds = SchedulingGrounds(view: view, pod: pod, reason: reason, message: message, evidence: evidence, since: since)
        if let fault = grounds.look(&investigation) { return fault }
        return Finding(
            grounds.category, grounds.object, title: reason.title,
            explanation: "Pod \(pod.name) fits on no node: \(message.prefix(300)).\(grounds.detail)",
            confidence: reasons.count == 1 ? 0.96 : 0.88, evidence: grounds.evidence, since: since)
    }
}
