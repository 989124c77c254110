public import Primitives

/// One state of a StatefulSet's or DaemonSet's pod template: what ReplicaSets are to a Deployment.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/
public struct ControllerRevision: Manifest, Hashable {
    public static let kind = "ControllerRevision"
    public var metadata: ObjectMeta
    /// Grows with every change; a rollback gives an old state a new number.
    public var revision: Int
    public var template: PodTemplate

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        revision = json["revision"].int ?? 0
        // It is kept as the patch that would bring the state back.
        var fields = json["data"]?["spec"]?["template"]?.object ?? [:]
        fields["$patch"] = nil
        template = PodTemplate(fields.isEmpty ? nil : .object(fields))
    }
}
