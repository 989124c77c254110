import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Objects that nobody looks at: a controller that works writes `status.observedGeneration`, makes ReplicaSets and pods, and starts Jobs,
/// or says why it can't. Silence is the controller manager's.
///
/// Source: https://kubernetes.io/docs/concepts/architecture/controller/ and the `generation` of
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
struct ReconciliationRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        guard let neglect = neglect(of: view, investigation) else { return [] }
        let object = view.reference
        let evidence = [investigation.cite(neglect.path, neglect.value, of: object)]
        if var fault = ControlPlaneRule.fault(of: .controllerManager, investigation: &investigation) {
            fault.evidence += evidence
            fault.explanation += " \(neglect.words)"
            return [fault]
        }
        let known = investigation.index.systemComponent(.controllerManager)
        // A leader that renews its lease works, whatever it hasn't come to yet.
        let confidence = known?.lease == nil ? 0.75 : 0.4
        let manager =
            known.map { ControlPlaneRule.reference($0, investigation) }
            ?? ObjectReference(kind: Pod.kind, namespace: ClusterSnapshot.systemNamespace, name: ControlPlaneRule.name(.controllerManager))
        return [
            Finding(
                .controlPlaneUnhealthy, manager, role: .symptom, title: "No controller takes care of \(object)",
                explanation: "\(neglect.words) The controller manager does not work, or can't reach the API server.", confidence: confidence,
                evidence: evidence)
        ]
    }

    private struct Neglect {
        var path: String
        var value: String
        var words: String
    }

    private func neglect(of view: WorkloadView, _ investigation: Investigation) -> Neglect? {
        let workload = view.workload
        let index = investigation.index
        guard let created = workload.metadata.creationTimestamp, investigation.now - created > ControlPlaneRule.patience,
            workload.metadata.deletionTimestamp == nil
        else { return nil }
        let snapshot = index.snapshot
        let observed: Int? =
            switch view.reference.kind {
            case Deployment.kind: snapshot.deployments.first { $0.metadata.uid == workload.uid }?.observedGeneration ?? 0
            case StatefulSet.kind: snapshot.statefulSets.first { $0.metadata.uid == workload.uid }?.observedGeneration ?? 0
            case DaemonSet.kind: snapshot.daemonSets.first { $0.metadata.uid == workload.uid }?.observedGeneration ?? 0
            default: nil
            }
        if let observed, let generation = workload.metadata.generation, observed < generation {
            return Neglect(
                path: "status.observedGeneration", value: "\(observed == 0 ? "none" : String(observed)), metadata.generation is \(generation)",
                words: "\(view.reference) has generation \(generation), and its controller has seen \(observed == 0 ? "none" : String(observed)).")
        }
        if view.reference.kind == Deployment.kind, let desired = workload.desired, desired > 0,
            index.hasRead("replicasets", namespace: workload.namespace),
            index.hasRead("pods", namespace: workload.namespace), index.replicaSets(of: workload).isEmpty, view.pods.isEmpty, view.events.isEmpty,
            workload.metadata.generation != nil
        {
            return Neglect(path: "status", value: "no ReplicaSet", words: "\(view.reference) wants \(desired) pods and has no ReplicaSet.")
        }
        if view.reference.kind == Job.kind, let job = index.job(view.reference), job.startTime == nil, !job.isSuspended, job.conditions.isEmpty,
            view.pods.isEmpty, view.events.isEmpty
        {
            return Neglect(path: "status.startTime", value: "none", words: "\(view.reference) was created at \(created) and never started.")
        }
        if let set = index.replicaSets(of: workload).first ?? snapshot.replicaSets.first(where: { $0.metadata.uid == workload.uid }),
            set.replicas > index.pods(ownedBy: set.metadata.uid).count, set.replicas > set.currentReplicas, set.conditions["ReplicaFailure"] == nil,
            !index.events(of: set).contains(where: \.isWarning), set.metadata.generation != nil,
            set.metadata.creationTimestamp.map({ investigation.now - $0 > ControlPlaneRule.patience }) ?? false,
            index.systemComponent(.controllerManager)?.leaderlessFor(at: investigation.now) != nil
        {
            return Neglect(
                path: "status.replicas", value: "\(set.currentReplicas) of \(set.replicas)",
                words: "ReplicaSet \(set.name) wants \(set.replicas) pods, has \(set.currentReplicas), and nobody says why.")
        }
        return nil
    }
}
