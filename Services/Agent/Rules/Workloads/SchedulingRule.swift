import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Pods that no node takes. The scheduler's message gives a reason for each group of nodes; the nodes' own fields say what it leaves vague.
///
/// Source: pkg/scheduler/framework/types.go (FitError) and plugins/*/ in kubernetes/kubernetes.
struct SchedulingRule: WorkloadRule {
    /// A pod this young may just not have been looked at.
    private static let patience = Duration.seconds(60)

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        for pod in view.pods where pod.spec.nodeName == nil && pod.status.phase == "Pending" && pod.metadata.deletionTimestamp == nil {
            if let finding = finding(pod, view: view, investigation: &investigation) { return [finding] }
        }
        return []
    }

    private func finding(_ pod: Pod, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        let condition = pod.status.conditions["PodScheduled"]
        let event = investigation.index.events(of: pod).first { $0.reason == "FailedScheduling" || $0.reason == "FailedBinding" }
        if condition?.reason == "SchedulingGated" || !pod.spec.schedulingGates.isEmpty {
            let gates = pod.spec.schedulingGates.joined(separator: ", ")
            return Finding(
                .schedulingGated, view.reference, title: "Scheduling is gated by \(gates)",
                explanation: "Pod \(pod.name) may not be scheduled until its gate is removed: \(gates).", confidence: 0.97,
                evidence: [investigation.cite("spec.schedulingGates", gates, of: investigation.index.reference(to: pod))])
        }
        if let preempted = preempted(pod, view: view, investigation: &investigation) { return preempted }
        guard let message = condition?.message ?? event?.message else { return unseen(pod, view: view, investigation: &investigation) }
        var evidence: [EvidenceID] = []
        if let event { evidence.append(investigation.cite(event)) }
        if let condition { evidence.append(investigation.cite(condition, of: investigation.index.reference(to: pod))) }
        return SchedulingVerdict(message: message, pod: pod, investigation: investigation)
            .finding(for: view, pod: pod, evidence: evidence, since: condition?.lastTransitionTime, investigation: &investigation)
    }

    /// The pod's predecessor had to go for another: the event is the dead pod's.
    private func preempted(_ pod: Pod, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        guard
            let event = investigation.index.snapshot.events.first(where: { event in
                event.reason == "Preempted" && event.object.kind == Pod.kind && (event.object.namespace ?? event.namespace) == pod.namespace
                    && investigation.isRecent(event.lastSeen) && WorkloadName.from(pod: event.object.name) == view.workload.name
            })
        else { return nil }
        return Finding(
            .preempted, view.reference, title: "The pod was preempted and finds no other place",
            explanation:
                "A pod of \(view.reference) had to make room for one of higher priority (\(event.message)), and its successor \(pod.name) fits on no node.",
            confidence: 0.93, evidence: [investigation.cite(event)], since: event.lastSeen)
    }

    /// No scheduler said a word about the pod.
    private func unseen(_ pod: Pod, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        guard let created = pod.metadata.creationTimestamp, investigation.now - created > Self.patience, pod.status.conditions["PodScheduled"] == nil
        else {
            return nil
        }
        let scheduler = pod.spec.schedulerName ?? "default-scheduler"
        if scheduler == "default-scheduler", var fault = ControlPlaneRule.fault(of: .scheduler, investigation: &investigation) {
            fault.explanation += " Pod \(pod.name) has waited since \(created), and no event says why."
            fault.evidence.append(
                investigation.cite("status.conditions", "no PodScheduled", of: investigation.index.reference(to: pod), at: created))
            return fault
        }
        return Finding(
            .schedulerUnavailable, view.reference, title: "No scheduler takes care of the pod",
            explanation: "Pod \(pod.name) has waited since \(created) and scheduler \(scheduler) has neither placed it nor said why not.",
            confidence: 0.8,
            evidence: [
                investigation.cite(
                    "spec.schedulerName", "\(scheduler); no PodScheduled condition", of: investigation.index.reference(to: pod), at: created)
            ], since: created)
    }
}
