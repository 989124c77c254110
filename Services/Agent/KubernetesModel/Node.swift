public import Primitives

public struct Node: Manifest, Hashable {
    public static let kind = "Node"
    /// The names of all images that a node holds are most of its bytes.
    public static let unread = JSONText.bookkeeping.union(["images"])
    public var metadata: ObjectMeta
    /// Cordoned.
    public var isUnschedulable: Bool
    public var taints: [Taint]
    public var allocatable: [String: Quantity]
    public var capacity: [String: Quantity]
    public var conditions: [Condition]
    public var addresses: [String]
    public var architecture: String?
    public var kubeletVersion: String?
    public var runtimeVersion: String?
    public var operatingSystem: String?

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        isUnschedulable = json["spec"]?["unschedulable"]?.bool ?? false
        taints = (json["spec"]?["taints"].list ?? []).map(Taint.init)
        let status = json["status"]
        allocatable = status?["allocatable"].quantities ?? [:]
        capacity = status?["capacity"].quantities ?? [:]
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
        addresses = (status?["addresses"].list ?? []).compactMap { $0["address"].nonEmpty }
        architecture = status?["nodeInfo"]?["architecture"].nonEmpty
        kubeletVersion = status?["nodeInfo"]?["kubeletVersion"].nonEmpty
        runtimeVersion = status?["nodeInfo"]?["containerRuntimeVersion"].nonEmpty
        operatingSystem = status?["nodeInfo"]?["operatingSystem"].nonEmpty
    }

    public var isControlPlane: Bool {
        metadata.labels["node-role.kubernetes.io/control-plane"] != nil || metadata.labels["node-role.kubernetes.io/master"] != nil
    }
}
