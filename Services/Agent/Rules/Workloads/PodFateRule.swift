import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What happened to whole pods: evicted, preempted, lost with their node, stuck in deletion.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/ and
/// https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
struct PodFateRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let isShort = view.workload.desired.map { $0 > view.pods.filter { PodHealth($0).isReady }.count } ?? true
        for pod in view.pods {
            let reference = investigation.index.reference(to: pod)
            if let node = pod.spec.nodeName.flatMap({ investigation.index.node($0) }), !PodHealth(pod).isReady, !PodHealth(pod).isDone,
                pod.status.reason == "NodeLost" || pod.status.conditions["Ready"]?.status != "True",
                let fault = NodeRule.fault(of: node, investigation: &investigation), fault.category.isLossOfNode
            {
                return [fault]
            }
            guard pod.status.phase == "Failed" || pod.metadata.deletionTimestamp != nil else { continue }
            if pod.status.reason == "Evicted" {
                let finding = evicted(pod, reference, view: view, investigation: &investigation)
                return [finding, pressure(behind: finding, pod: pod, investigation: &investigation)].compactMap(\.self)
            }
            let disruption = pod.status.conditions["DisruptionTarget"]
            if pod.status.reason == "Preempting" || disruption?.reason == "PreemptionByScheduler" {
                let citation =
                    disruption.map { investigation.cite($0, of: reference) } ?? investigation.cite("status.reason", "Preempting", of: reference)
                return [
                    Finding(
                        .preempted, view.reference, title: "The pod was preempted",
                        explanation:
                            "Pod \(pod.name) had to make room for a pod of higher priority: \(disruption?.message ?? pod.status.message ?? "").",
                        confidence: 0.92, evidence: [citation])
                ]
            }
            if [
                "UnexpectedAdmissionError", "NodeAffinity", "NodeShutdown", "Terminated", "PodOSNotSupported", "AppArmor", "SysctlForbidden",
                "TopologyAffinityError", "DeadlineExceeded",
                "NodePorts",
            ].contains(pod.status.reason) || pod.status.reason?.hasPrefix("OutOf") == true {
                let category: CauseCategory =
                    switch pod.status.reason {
                    case "OutOfcpu": .insufficientCPU
                    case "OutOfmemory": .insufficientMemory
                    case "OutOfpods": .tooManyPods
                    case "NodeAffinity": .nodeAffinityMismatch
                    case "NodePorts": .hostPortConflict
                    case "DeadlineExceeded": .jobDeadlineExceeded
                    case "UnexpectedAdmissionError": .insufficientExtendedResource
                    // `OutOf` and the resource's name, whatever that is.
                    case let reason? where reason.hasPrefix("OutOf"): .insufficientExtendedResource
                    case "PodOSNotSupported", "AppArmor", "SysctlForbidden": .invalidConfiguration
                    default: .evicted
                    }
                return [
                    Finding(
                        category, view.reference, title: "The node refused or ended the pod (\(pod.status.reason ?? ""))",
                        explanation: "Pod \(pod.name) failed: \(pod.status.message ?? pod.status.reason ?? "").", confidence: 0.85,
                        evidence: [investigation.cite("status.reason", "\(pod.status.reason ?? ""): \(pod.status.message ?? "")", of: reference)])
                ]
            }
        }
        if isShort, let event = view.events.first(where: { $0.reason == "Preempted" && investigation.isRecent($0.lastSeen) }) {
            return [
                Finding(
                    .preempted, view.reference, title: "Pods were preempted", explanation: event.message, confidence: 0.8,
                    evidence: [investigation.cite(event)])
            ]
        }
        return []
    }

    /// The node's pressure that is over by now: the eviction ended it.
    private func pressure(behind eviction: Finding, pod: Pod, investigation: inout Investigation) -> Finding? {
        guard eviction.category == .evicted, let name = pod.spec.nodeName, let message = pod.status.message else { return nil }
        let resources: [(CauseCategory, String, [String])] = [
            (.nodeMemoryPressure, "memory", ["low on resource: memory", "memorypressure"]),
            (
                .nodeDiskPressure, "disk space",
                [
                    "low on resource: ephemeral-storage", "low on resource: inodes", "low on resource: imagefs", "low on resource: nodefs",
                    "diskpressure",
                ]
            ),
            (.nodePIDPressure, "process ids", ["low on resource: pids", "pidpressure"]),
        ]
        guard let (category, words, _) = resources.first(where: { message.mentions(any: $0.2) }) else { return nil }
        let node = ObjectReference(kind: Node.kind, namespace: nil, name: name)
        return Finding(
            category, node, title: "Node \(name) was short of \(words)", explanation: "Node \(name) evicted pod \(pod.name): \(message)",
            confidence: 0.7,
            evidence: eviction.evidence, since: eviction.since)
    }

    private func evicted(_ pod: Pod, _ reference: ObjectReference, view: WorkloadView, investigation: inout Investigation) -> Finding {
        let message = pod.status.message ?? ""
        let node = pod.spec.nodeName.flatMap { investigation.index.node($0) }
        let citation = investigation.cite("status", "reason Evicted: \(message)", of: reference)
        // A node that is still under pressure goes on evicting: then it is the cause.
        if let node, let fault = NodeRule.fault(of: node, investigation: &investigation),
            [.nodeMemoryPressure, .nodeDiskPressure, .nodePIDPressure].contains(fault.category)
        {
            var fault = fault
            fault.evidence.append(citation)
            return fault
        }
        return Finding(
            .evicted, view.reference, title: "The pod was evicted", explanation: "The kubelet evicted pod \(pod.name): \(message)", confidence: 0.93,
            evidence: [citation] + investigation.index.events(of: pod).filter { $0.reason == "Evicted" }.prefix(1).map { investigation.cite($0) })
    }
}

extension CauseCategory {
    /// Conditions of a node that take its pods down with it.
    var isLossOfNode: Bool {
        [.nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .nodeNetworkUnavailable].contains(self)
    }
}
