import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Reads `0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {…}. preemption: …` and picks the reason that
/// decides: the one of the nodes that came furthest through the scheduler's filters.
///
/// Source: pkg/scheduler/framework/types.go (FitError) in kubernetes/kubernetes, and the plugins beside it whose reasons it joins.
struct SchedulingVerdict {
    struct Reason {
        var category: CauseCategory
        var text: String
        var nodes: Int
        /// Nodes that failed late would have been right but for this; an own selector or a taint excludes most nodes by design.
        var order: Int
    }

    var reasons: [Reason]
    let message: String

    init(message: String, pod: Pod, investigation: Investigation) {
        self.message = message
        // What follows the first full stop is about preemption and resource claims.
        let list = Self.tail(message)
        let body = list[..<(list[...].range(ofASCIIText: ". ")?.lowerBound ?? list.endIndex)]
        let parts = body.split(separator: ",").map { $0.drop { $0 == " " } }.flatMap { part in part.split(separator: ";") }
        reasons = Self.joinBraces(parts.map(String.init)).compactMap { Self.reason($0, pod: pod, investigation: investigation) }
        if reasons.isEmpty, let only = Self.reason(message, pod: pod, investigation: investigation) { reasons = [only] }
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

    private static func reason(_ text: String, pod: Pod, investigation: Investigation) -> Reason? {
        let trimmed = text.drop { $0 == " " }
        let nodes = Int(trimmed.prefix { $0.isNumber }) ?? 1
        func reason(_ category: CauseCategory, _ order: Int) -> Reason {
            Reason(category: category, text: String(trimmed.prefix(200)), nodes: nodes, order: order)
        }
        if let resource = text.resource {
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

    /// The deciding reason. Among equals, the one of the most nodes.
    private func decisive(_ pod: Pod, _ investigation: Investigation) -> Reason? {
        var candidates = reasons
        // A volume's node is one by design: where that one is cordoned, the cordon is what the pod waits for.
        if let cordon = candidates.first(where: { $0.category == .nodeCordoned }),
            candidates.contains(where: { $0.category == .volumeMountFailed && $0.text.mentions("node affinity") })
        {
            return cordon
        }
        // A cordoned node that has room for the pod is what the pod waits for.
        if let cordon = candidates.first(where: { $0.category == .nodeCordoned }),
            investigation.index.snapshot.nodes.contains(where: { $0.isUnschedulable && !$0.isControlPlane && NodeRoom($0, investigation).fits(pod) })
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
        var evidence = evidence
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
        var object = view.reference
        var detail = ""
        var category = reason.category
        switch reason.category {
        case .volumeMountFailed where reason.text.mentions("node affinity"):
            category = .nodeAffinityMismatch
            for volume in Self.pinned(pod, investigation) {
                let place = volume.nodeAffinity.map { JSONWords.text($0) } ?? ""
                evidence.append(investigation.cite("spec.nodeAffinity", place, of: investigation.index.reference(to: volume)))
                detail += " PersistentVolume \(volume.name) can be reached from \(place) alone."
                for node in Self.hostNames(volume) where investigation.index.node(node) == nil {
                    detail += " There is no node \(node)."
                }
            }
        case .insufficientCPU, .insufficientMemory, .insufficientExtendedResource:
            let resource = reason.text.resource ?? "cpu"
            let asked = pod.spec.request(of: resource)
            let largest = investigation.index.snapshot.nodes.compactMap { $0.allocatable[resource] }.max()
            evidence.append(
                investigation.cite("resources.requests.\(resource)", asked.display(resource), of: investigation.index.reference(to: pod)))
            detail = " The pod asks for \(asked.display(resource)) of \(resource)"
            detail += largest.map { "; the largest node has \($0.display(resource)) in all." } ?? "."
            if reason.category == .insufficientExtendedResource {
                let plain = Finding(
                    category, object, title: Self.title(reason), explanation: "Pod \(pod.name) can't be placed: \(message).\(detail)",
                    confidence: 0.88, evidence: evidence, since: since, details: ["resource": resource])
                if let agent = NodeAgentRule.device(plain, pod: pod, resource: resource, investigation: &investigation) { return agent }
            }
            for room in NodeRoom.workers(by: resource, investigation).prefix(3) {
                guard let left = room.left(of: resource) else { continue }
                evidence.append(
                    investigation.cite("status.allocatable.\(resource)", "\(left) left", of: investigation.index.reference(to: room.node)))
            }
        case .tooManyPods:
            for room in NodeRoom.workers(by: "pods", investigation).prefix(3) where room.isExact {
                let most = room.node.allocatable["pods"]?.description ?? "?"
                evidence.append(
                    investigation.cite("status.allocatable.pods", "\(most), \(room.load.pods) run", of: investigation.index.reference(to: room.node)))
                detail += " Node \(room.node.name) runs \(room.load.pods) of \(most) pods."
            }
        case .hostPortConflict:
            let ports = pod.spec.containers.flatMap(\.ports).compactMap(\.hostPort).map(String.init).joined(separator: ", ")
            if !ports.isEmpty {
                evidence.append(
                    investigation.cite("spec.containers.ports.hostPort", "host port \(ports)", of: investigation.index.reference(to: pod)))
                detail = " The pod asks for host port \(ports)."
            }
            for node in investigation.index.snapshot.nodes {
                guard let holder = NodeRoom(node, investigation).holder(ofHostPortOf: pod) else { continue }
                evidence.append(investigation.cite("host ports", "\(holder)", of: investigation.index.reference(to: node)))
                detail += " On node \(node.name), \(holder) has it."
                if evidence.count >= 6 { break }
            }
        case .untoleratedTaint:
            for node in investigation.index.snapshot.nodes {
                for taint in node.taints where taint.effect != "PreferNoSchedule" && !pod.spec.tolerations.contains(where: { $0.tolerates(taint) }) {
                    evidence.append(investigation.cite("spec.taints", taint.description, of: investigation.index.reference(to: node)))
                    detail = " Node \(node.name) has the taint \(taint)."
                }
            }
        case .nodeCordoned:
            let cordoned = investigation.index.snapshot.nodes.filter(\.isUnschedulable)
            let workers = cordoned.filter { !$0.isControlPlane }
            // A cluster of one node runs everything on its control plane.
            for node in workers.isEmpty ? cordoned : workers {
                object = investigation.index.reference(to: node)
                evidence.append(investigation.cite("spec.unschedulable", "true", of: object))
                detail += " Node \(node.name) is cordoned."
            }
        case .nodeSelectorMismatch:
            let asked = pod.spec.nodeSelector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            evidence.append(investigation.cite("spec.nodeSelector", asked, of: investigation.index.reference(to: pod)))
            detail = " The pod asks for nodes with \(asked); none has these labels."
        case .nodeNotReady, .nodeDiskPressure, .nodeMemoryPressure, .nodePIDPressure, .nodeNetworkUnavailable:
            if var fault = Self.nodeFault(reason.category, &investigation) {
                fault.evidence += evidence.prefix(1)
                return fault
            }
        default:
            if let (path, text) = Self.asked(reason.category, pod) {
                evidence.append(investigation.cite(path, text, of: investigation.index.reference(to: pod)))
                detail = " The pod asks for \(text)."
            }
        }
        return Finding(
            category, object, title: Self.title(reason), explanation: "Pod \(pod.name) fits on no node: \(message.prefix(300)).\(detail)",
            confidence: reasons.count == 1 ? 0.96 : 0.88, evidence: evidence, since: since)
    }

    /// What is wrong with the nodes that the scheduler left out for their state. Another node's other trouble isn't it.
    private static func nodeFault(_ category: CauseCategory, _ investigation: inout Investigation) -> Finding? {
        let isLoss = category == .nodeNotReady
        for node in investigation.index.snapshot.nodes {
            guard let fault = NodeRule.fault(of: node, investigation: &investigation),
                fault.category == category || isLoss && fault.category.isLossOfNode
            else { continue }
            return fault
        }
        return nil
    }

    /// The pod's volumes that only some nodes reach.
    private static func pinned(_ pod: Pod, _ investigation: Investigation) -> [PersistentVolume] {
        pod.spec.volumes.compactMap { volume in
            guard case .persistentVolumeClaim(let claim) = volume.source else { return nil }
            return investigation.index.snapshot.persistentVolumes.first {
                $0.nodeAffinity != nil && $0.claimName == claim && $0.claimNamespace == pod.namespace
            }
        }
    }

    /// The nodes that a local volume names.
    private static func hostNames(_ volume: PersistentVolume) -> [String] {
        let terms = volume.nodeAffinity?["required"]?["nodeSelectorTerms"]?.array ?? []
        return terms.flatMap { $0["matchExpressions"]?.array ?? [] }.filter { $0["key"]?.string == "kubernetes.io/hostname" }
            .flatMap { $0["values"].texts }
    }

    /// What of the pod's spec no node meets.
    private static func asked(_ category: CauseCategory, _ pod: Pod) -> (String, String)? {
        func required(_ kind: String) -> JSONValue? { pod.spec.affinity?[kind]?["requiredDuringSchedulingIgnoredDuringExecution"] }
        switch category {
        case .nodeAffinityMismatch: return required("nodeAffinity").map { ("spec.affinity.nodeAffinity", JSONWords.text($0)) }
        case .podAffinityConflict: return required("podAffinity").map { ("spec.affinity.podAffinity", JSONWords.text($0)) }
        case .podAntiAffinityConflict: return required("podAntiAffinity").map { ("spec.affinity.podAntiAffinity", JSONWords.text($0)) }
        case .topologySpreadConflict:
            let constraints = pod.spec.topologySpreadConstraints.filter { $0["whenUnsatisfiable"]?.string != "ScheduleAnyway" }
            return constraints.isEmpty ? nil : ("spec.topologySpreadConstraints", JSONWords.text(.array(constraints)))
        default: return nil
        }
    }

    private static func title(_ reason: Reason) -> String {
        switch reason.category {
        case .insufficientCPU: "No node has enough CPU left"
        case .insufficientMemory: "No node has enough memory left"
        case .insufficientExtendedResource: "No node offers enough \(reason.text.resource ?? "of a resource")"
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
}

extension String {
    /// The resource that a reason names: `2 Insufficient nvidia.com/gpu.` → `nvidia.com/gpu`.
    fileprivate var resource: String? {
        guard var name = word(after: "nsufficient ") else { return nil }
        while name.last == "." { name.removeLast() }
        return name
    }
}

extension Quantity {
    /// Memory and storage with a binary unit, everything else as it is counted.
    func display(_ resource: String) -> String {
        resource.contains("memory") || resource.contains("storage")
            ? Quantity.binaryText(thousandths / 1000) : Quantity.millicores(thousandths).description
    }
}
