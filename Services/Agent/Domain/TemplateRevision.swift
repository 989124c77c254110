import Contracts
public import KubernetesModel
public import Primitives

/// One state that a workload's pod template has had.
public struct TemplateRevision: Sendable {
    /// Grows with every rollout.
    public var number: Int
    /// `ReplicaSet` or `ControllerRevision`.
    public var kind: String
    public var name: String
    public var uid: String
    public var createdAt: Timestamp?
    public var template: PodTemplate
}

extension ClusterIndex {
    /// The states of a workload's template that the cluster still keeps, the newest first: ReplicaSets of a Deployment, ControllerRevisions
    /// of a StatefulSet or DaemonSet. Empty for what keeps none.
    public func revisions(of workload: Workload) -> [TemplateRevision] {
        if workload.reference.kind == Deployment.kind {
            return replicaSets(of: workload).map {
                TemplateRevision(
                    number: $0.revision, kind: ReplicaSet.kind, name: $0.name, uid: $0.metadata.uid, createdAt: $0.metadata.creationTimestamp,
                    template: $0.template)
            }
        }
        return snapshot.controllerRevisions.filter { $0.metadata.controller?.uid == workload.uid && !workload.uid.isEmpty }
            .map {
                TemplateRevision(
                    number: $0.revision, kind: ControllerRevision.kind, name: $0.name, uid: $0.metadata.uid,
                    createdAt: $0.metadata.creationTimestamp, template: $0.template)
            }
            .sorted { $0.number > $1.number }
    }
}
