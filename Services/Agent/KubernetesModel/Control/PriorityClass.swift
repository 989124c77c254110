public import Primitives

/// Which pods make room for which.
///
/// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
public struct PriorityClass: Manifest, Hashable {
    public static let kind = "PriorityClass"
    public var metadata: ObjectMeta
    public var value: Int
    public var isDefault: Bool
    /// `PreemptLowerPriority` or `Never`.
    public var preemptionPolicy: String

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        value = json["value"].int ?? 0
        isDefault = json["globalDefault"]?.bool ?? false
        preemptionPolicy = json["preemptionPolicy"].nonEmpty ?? "PreemptLowerPriority"
    }
}
