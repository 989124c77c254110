public import Primitives

/// One kind of Kubernetes object, read leniently: a missing, null or mistyped field is as good as absent, because a diagnosis
/// that fails on a field it doesn't need helps nobody.
public protocol Manifest: Sendable {
    /// As manifests say it: `Pod`.
    static var kind: String { get }
    init(_ json: JSONValue)
    var metadata: ObjectMeta { get }
    /// Members that nothing here is read of, wherever they stand in the object.
    static var unread: Set<String> { get }
    /// Whether no more than names is ever asked of the API server.
    static var isMetadataOnly: Bool { get }
    /// How many objects make an answer of some megabytes.
    static var pageSize: Int { get }
    /// What objects have in common that are much alike; nil for those that aren't.
    var family: String? { get }
    /// Takes over the storage of what equals a relative's.
    mutating func shareMemory(with relative: Self)
}

extension Manifest {
    public static var unread: Set<String> { JSONText.bookkeeping }
    public static var isMetadataOnly: Bool { false }
    public static var pageSize: Int { 500 }
    public var family: String? { nil }
    public mutating func shareMemory(with relative: Self) {}
    public var name: String { metadata.name }
    public var namespace: String? { metadata.namespace }
}

/// What every object carries. Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
public struct ObjectMeta: Hashable, Sendable {
    public var name: String
    public var namespace: String?
    public var uid: String
    public var labels: [String: String]
    public var annotations: [String: String]
    public var ownerReferences: [OwnerReference]
    public var creationTimestamp: Timestamp?
    /// Set while the object waits for its finalizers or its grace period.
    public var deletionTimestamp: Timestamp?
    public var finalizers: [String]
    public var generation: Int?
    /// When somebody last wrote the object, apart from its status; nil where the server doesn't keep track, and of kinds that leave
    /// `managedFields` unread.
    public var changedAt: Timestamp?

    /// The owner that manages the object, where one does.
    public var controller: OwnerReference? {
        ownerReferences.first(where: \.isController)
    }
}

public struct OwnerReference: Hashable, Sendable {
    public var kind: String
    public var name: String
    public var uid: String
    public var isController: Bool

    public init(kind: String, name: String, uid: String, isController: Bool = true) {
        self.kind = kind
        self.name = name
        self.uid = uid
        self.isController = isController
    }
}

extension ObjectMeta {
    init(_ json: JSONValue?) {
        name = json?["name"]?.string ?? ""
        namespace = json?["namespace"]?.string
        uid = json?["uid"]?.string ?? ""
        labels = json?["labels"].strings ?? [:]
        annotations = json?["annotations"].strings ?? [:]
        ownerReferences =
            json?["ownerReferences"].list.map { reference in
                OwnerReference(
                    kind: reference["kind"]?.string ?? "", name: reference["name"]?.string ?? "", uid: reference["uid"]?.string ?? "",
                    isController: reference["controller"]?.bool ?? false)
            } ?? []
        creationTimestamp = json?["creationTimestamp"].time
        deletionTimestamp = json?["deletionTimestamp"].time
        finalizers = json?["finalizers"].texts ?? []
        generation = json?["generation"].int
        changedAt = (json?["managedFields"].list ?? []).lazy.filter { $0["subresource"].nonEmpty == nil }.compactMap { $0["time"].time }.max()
    }
}

/// One entry of a `status.conditions`.
public struct Condition: Hashable, Sendable {
    public var type: String
    /// `True`, `False` or `Unknown`.
    public var status: String
    public var reason: String?
    public var message: String?
    public var lastTransitionTime: Timestamp?
    /// When the node last reported (nodes only).
    public var lastHeartbeatTime: Timestamp?

    init(_ json: JSONValue) {
        type = json["type"]?.string ?? ""
        status = json["status"]?.string ?? ""
        reason = json["reason"].nonEmpty
        message = json["message"].nonEmpty
        lastTransitionTime = json["lastTransitionTime"].time
        lastHeartbeatTime = json["lastHeartbeatTime"].time
    }
}

extension [Condition] {
    public subscript(type: String) -> Condition? {
        first { $0.type == type }
    }
}
