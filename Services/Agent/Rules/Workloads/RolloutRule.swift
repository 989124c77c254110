import AgentDomain
import Contracts
import KubernetesModel

/// Workloads as a whole: none wanted, or a rollout that doesn't come to an end.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
struct RolloutRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        if let desired = view.workload.desired, desired == 0, view.reference.kind != DaemonSet.kind {
            var evidence = [investigation.cite("spec.replicas", "0", of: view.reference)]
            if let event = view.events.first(where: { $0.reason == "ScalingReplicaSet" }) { evidence.append(investigation.cite(event)) }
            return [
                Finding(
                    .scaledToZero, view.reference, title: "\(view.reference.kind) \(view.workload.name) is scaled to zero",
                    explanation: "\(view.reference) has spec.replicas 0: none of its pods run.", confidence: 0.85, evidence: evidence)
            ]
        }
        let deployment = investigation.index.snapshot.deployments.first { $0.name == view.reference.name && $0.namespace == view.reference.namespace }
        if let deployment, view.reference.kind == Deployment.kind, deployment.isPaused, deployment.updatedReplicas < deployment.replicas {
            return [
                Finding(
                    .rolloutStuck, view.reference, role: .symptom, title: "The rollout of \(view.workload.name) is paused",
                    explanation:
                        "\(view.reference) has spec.paused true and \(deployment.updatedReplicas) of \(deployment.replicas) replicas updated.",
                    confidence: 0.8, evidence: [investigation.cite("spec.paused", "true", of: view.reference)])
            ]
        }
        if let held = held(view, &investigation) { return [held] }
        if let progressing = view.workload.conditions["Progressing"], progressing.reason == "ProgressDeadlineExceeded" {
            return [
                Finding(
                    .rolloutStuck, view.reference, role: .symptom, title: "The rollout of \(view.workload.name) is stuck",
                    explanation: "\(view.reference): \(progressing.message ?? "the rollout did not progress within its deadline").", confidence: 0.6,
                    evidence: [investigation.cite(progressing, of: view.reference)], since: progressing.lastTransitionTime)
            ]
        }
        return []
    }

    /// A StatefulSet that keeps its pods at the old revision because it is told to, or whose first broken pod holds the others up.
    ///
    /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
    private func held(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        guard view.reference.kind == StatefulSet.kind,
            let set = investigation.index.snapshot.statefulSets.first(where: { $0.metadata.uid == view.workload.uid }),
            let update = set.updateRevision, let current = set.currentRevision, update != current, set.updatedReplicas < set.replicas
        else { return nil }
        let (path, value, words): (String, String, String)
        if set.strategy == "OnDelete" {
            (path, value, words) = ("spec.updateStrategy.type", "OnDelete", "updates pods only when somebody deletes them")
        } else if set.partition > 0 {
            (path, value, words) = (
                "spec.updateStrategy.rollingUpdate.partition", String(set.partition), "leaves pods below ordinal \(set.partition) at the old revision"
            )
        } else {
            return nil
        }
        return Finding(
            .rolloutStuck, view.reference, role: .symptom, title: "The update of \(view.workload.name) does not go on",
            explanation: "\(view.reference) \(words): \(set.updatedReplicas) of \(set.replicas) pods have revision \(update).", confidence: 0.85,
            evidence: [
                investigation.cite(path, value, of: view.reference),
                investigation.cite("status.updateRevision", "\(update), currentRevision \(current)", of: view.reference),
            ])
    }
}
