import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What the cluster's own fields say to a reason of the scheduler's: whom it is about, and what a person would look at.
///
/// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
struct SchedulingGrounds {
    /// Of large clusters, some nodes stand for the others.
    private static let mostFacts = 8

    let view: WorkloadView
    let pod: Pod
    let reason: SchedulingReason
    let message: String
    let since: Timestamp?
    var evidence: [EvidenceID]
    var category: CauseCategory
    var object: ObjectReference
    var detail = ""

    init(view: WorkloadView, pod: Pod, reason: SchedulingReason, message: String, evidence: [EvidenceID], since: Timestamp?) {
        (self.view, self.pod, self.reason, self.message, self.evidence, self.since) = (view, pod, reason, message, evidence, since)
        category = reason.category
        object = view.reference
    }

    /// Gathers them. What is wrong with the nodes themselves, or with their device plugin, is a finding of its own, and is returned.
    mutating func look(_ investigation: inout Investigation) -> Finding? {
        switch reason.category {
        case .volumeMountFailed where reason.text.mentions("node affinity"): volumes(&investigation)
        case .insufficientCPU, .insufficientMemory: shortage(of: reason.resource ?? "cpu", &investigation)
        case .insufficientExtendedResource: return device(&investigation)
        case .tooManyPods: podCounts(&investigation)
        case .hostPortConflict: hostPorts(&investigation)
        case .untoleratedTaint: taints(&investigation)
        case .nodeCordoned: cordons(&investigation)
        case .nodeNotReady, .nodeDiskPressure, .nodeMemoryPressure, .nodePIDPressure, .nodeNetworkUnavailable:
            return nodeFault(&investigation)
        default: wish(&investigation)
        }
        return nil
    }

    private mutating func cite(_ path: String, _ text: String, of object: ObjectReference, _ investigation: inout Investigation) {
        evidence.append(investigation.cite(path, text, of: object))
    }

    private mutating func volumes(_ investigation: inout Investigation) {
        category = .nodeAffinityMismatch
        for volume in pinnedVolumes(investigation) {
            let place = volume.nodeAffinity.map { JSONWords.text($0) } ?? ""
            cite("spec.nodeAffinity", place, of: investigation.index.reference(to: volume), &investigation)
            detail += " PersistentVolume \(volume.name) can be reached from \(place) alone."
            for node in Self.hostNames(volume) where investigation.index.node(node) == nil {
                detail += " There is no node \(node)."
            }
        }
    }

    private mutating func request(of resource: String, _ investigation: inout Investigation) {
        let asked = pod.spec.request(of: resource).display(resource)
        let largest = investigation.index.snapshot.nodes.compactMap { $0.allocatable[resource] }.max()
        cite("resources.requests.\(resource)", asked, of: investigation.index.reference(to: pod), &investigation)
        detail = " The pod asks for \(asked) of \(resource)"
        detail += largest.map { "; the largest node has \($0.display(resource)) in all." } ?? "."
    }

    private mutating func room(by resource: String, _ investigation: inout Investigation) {
        for room in NodeRoom.workers(by: resource, investigation).prefix(3) {
            guard let left = room.left(of: resource) else { continue }
            cite("status.allocatable.\(resource)", "\(left) left", of: investigation.index.reference(to: room.node), &investigation)
        }
    }

    private mutating func shortage(of resource: String, _ investigation: inout Investigation) {
        request(of: resource, &investigation)
        room(by: resource, &investigation)
    }

    /// A device that no node offers: its plugin may be down.
    private mutating func device(_ investigation: inout Investigation) -> Finding? {
        let resource = reason.resource ?? "cpu"
        request(of: resource, &investigation)
        let plain = Finding(
            category, object, title: reason.title, explanation: "Pod \(pod.name) can't be placed: \(message).\(detail)",
            confidence: 0.88, evidence: evidence, since: since, details: ["resource": resource])
        if let agent = NodeAgentRule.device(plain, resource: resource, investigation: &investigation) { return agent }
        room(by: resource, &investigation)
        return nil
    }

    private mutating func podCounts(_ investigation: inout Investigation) {
        for room in NodeRoom.workers(by: "pods", investigation).prefix(3) {
            let most = room.node.allocatable["pods"]?.description ?? "?"
            cite("status.allocatable.pods", "\(most), \(room.load.pods) run", of: investigation.index.reference(to: room.node), &investigation)
            detail += " Node \(room.node.name) runs \(room.load.pods) of \(most) pods."
        }
    }

    private mutating func hostPorts(_ investigation: inout Investigation) {
        let ports = pod.spec.containers.flatMap(\.ports).compactMap(\.hostPort).map(String.init).joined(separator: ", ")
        if !ports.isEmpty {
            cite("spec.containers.ports.hostPort", "host port \(ports)", of: investigation.index.reference(to: pod), &investigation)
            detail = " The pod asks for host port \(ports)."
        }
        for room in NodeRoom.of(investigation.index.snapshot.nodes, investigation) {
            guard evidence.count < Self.mostFacts else { return }
            guard let holder = room.holder(ofHostPortOf: pod) else { continue }
            cite("host ports", "\(holder)", of: investigation.index.reference(to: room.node), &investigation)
            detail += " On node \(room.node.name), \(holder) has it."
        }
    }

    private mutating func taints(_ investigation: inout Investigation) {
        for node in investigation.index.snapshot.nodes {
            for taint in node.taints where taint.effect != "PreferNoSchedule" && !pod.spec.tolerations.contains(where: { $0.tolerates(taint) }) {
                guard evidence.count < Self.mostFacts else { return }
                cite("spec.taints", taint.description, of: investigation.index.reference(to: node), &investigation)
                detail = " Node \(node.name) has the taint \(taint)."
            }
        }
    }

    private mutating func cordons(_ investigation: inout Investigation) {
        let cordoned = investigation.index.snapshot.nodes.filter(\.isUnschedulable)
        let workers = cordoned.filter { !$0.isControlPlane }
        // A cluster of one node runs everything on its control plane.
        for node in workers.isEmpty ? cordoned : workers {
            guard evidence.count < Self.mostFacts else { return }
            object = investigation.index.reference(to: node)
            cite("spec.unschedulable", "true", of: object, &investigation)
            detail += " Node \(node.name) is cordoned."
        }
    }

    /// What of the pod's spec no node meets.
    private mutating func wish(_ investigation: inout Investigation) {
        guard let (path, text) = asked else { return }
        cite(path, text, of: investigation.index.reference(to: pod), &investigation)
        detail = category == .nodeSelectorMismatch ? " The pod asks for nodes with \(text); none has these labels." : " The pod asks for \(text)."
    }

    /// What is wrong with the nodes that the scheduler left out for their state. Another node's other trouble isn't it.
    private func nodeFault(_ investigation: inout Investigation) -> Finding? {
        let isLoss = category == .nodeNotReady
        for node in investigation.index.snapshot.nodes {
            guard var fault = NodeRule.fault(of: node, investigation: &investigation),
                fault.category == category || isLoss && fault.category.isLossOfNode
            else { continue }
            fault.evidence += evidence.prefix(1)
            return fault
        }
        return nil
    }

    /// The pod's volumes that only some nodes reach.
    private func pinnedVolumes(_ investigation: Investigation) -> [PersistentVolume] {
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

    /// The field of the pod's spec, and what it says.
    private var asked: (path: String, text: String)? {
        func required(_ kind: String) -> JSONValue? { pod.spec.affinity?[kind]?["requiredDuringSchedulingIgnoredDuringExecution"] }
        switch category {
        case .nodeSelectorMismatch:
            let labels = pod.spec.nodeSelector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return labels.isEmpty ? nil : ("spec.nodeSelector", labels.joined(separator: ", "))
        case .nodeAffinityMismatch: return required("nodeAffinity").map { ("spec.affinity.nodeAffinity", JSONWords.text($0)) }
        case .podAffinityConflict: return required("podAffinity").map { ("spec.affinity.podAffinity", JSONWords.text($0)) }
        case .podAntiAffinityConflict: return required("podAntiAffinity").map { ("spec.affinity.podAntiAffinity", JSONWords.text($0)) }
        case .topologySpreadConflict:
            let constraints = pod.spec.topologySpreadConstraints.filter { $0["whenUnsatisfiable"]?.string != "ScheduleAnyway" }
            return constraints.isEmpty ? nil : ("spec.topologySpreadConstraints", JSONWords.text(.array(constraints)))
        default: return nil
        }
    }
}

extension Quantity {
    /// Memory and storage with a binary unit, everything else as it is counted.
    func display(_ resource: String) -> String {
        resource.contains("memory") || resource.contains("storage")
            ? Quantity.binaryText(thousandths / 1000) : Quantity.millicores(thousandths).description
    }
}
