public import Primitives

public struct PersistentVolumeClaim: Manifest, Hashable {
    public static let kind = "PersistentVolumeClaim"
    public var metadata: ObjectMeta
    /// nil asks for the default class, and "" for none.
    public var storageClassName: String?
    public var accessModes: [String]
    public var request: Quantity?
    public var selector: LabelSelector?
    public var volumeName: String?
    public var volumeMode: String
    /// `Pending`, `Bound`, `Lost`.
    public var phase: String
    public var capacity: Quantity?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        storageClassName =
            spec?["storageClassName"]?.string ?? metadata.annotations["volume.beta.kubernetes.io/storage-class"]
        accessModes = spec?["accessModes"].texts ?? []
        request = spec?["resources"]?["requests"].quantities["storage"]
        selector = spec?["selector"].flatMap { $0.object == nil ? nil : LabelSelector($0) }
        volumeName = spec?["volumeName"].nonEmpty
        volumeMode = spec?["volumeMode"].nonEmpty ?? "Filesystem"
        phase = json["status"]?["phase"].nonEmpty ?? "Pending"
        capacity = json["status"]?["capacity"].quantities["storage"]
        conditions = (json["status"]?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct PersistentVolume: Manifest, Hashable {
    public static let kind = "PersistentVolume"
    private static let sources = ["csi", "nfs", "local", "hostPath", "iscsi", "fc", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk"]

    public var metadata: ObjectMeta
    public var storageClassName: String
    public var accessModes: [String]
    public var capacity: Quantity?
    public var volumeMode: String
    public var claimNamespace: String?
    public var claimName: String?
    public var claimUID: String?
    /// `Available`, `Bound`, `Released`, `Failed`, `Pending`.
    public var phase: String
    public var reason: String?
    public var message: String?
    public var reclaimPolicy: String?
    public var nodeAffinity: JSONValue?
    /// `csi`, `nfs`, `local`, `hostPath`, …: the field that says what it lies on.
    public var sourceKind: String?
    /// A CSI driver's name, an NFS server, a path.
    public var source: String?

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        storageClassName = spec?["storageClassName"]?.string ?? ""
        accessModes = spec?["accessModes"].texts ?? []
        capacity = spec?["capacity"].quantities["storage"]
        volumeMode = spec?["volumeMode"].nonEmpty ?? "Filesystem"
        claimNamespace = spec?["claimRef"]?["namespace"].nonEmpty
        claimName = spec?["claimRef"]?["name"].nonEmpty
        claimUID = spec?["claimRef"]?["uid"].nonEmpty
        phase = json["status"]?["phase"].nonEmpty ?? "Pending"
        reason = json["status"]?["reason"].nonEmpty
        message = json["status"]?["message"].nonEmpty
        reclaimPolicy = spec?["persistentVolumeReclaimPolicy"].nonEmpty
        nodeAffinity = spec?["nodeAffinity"]
        sourceKind = Self.sources.first { spec?[$0]?.object != nil }
        let details = sourceKind.flatMap { spec?[$0] }
        source = details?["driver"].nonEmpty ?? details?["server"].nonEmpty ?? details?["path"].nonEmpty
    }
}

public struct StorageClass: Manifest, Hashable {
    public static let kind = "StorageClass"
    public var metadata: ObjectMeta
    public var provisioner: String
    /// `Immediate` or `WaitForFirstConsumer`.
    public var bindingMode: String
    public var allowsExpansion: Bool
    public var reclaimPolicy: String
    /// Where volumes may lie, as written; empty is anywhere.
    public var allowedTopologies: [JSONValue]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        provisioner = json["provisioner"]?.string ?? ""
        bindingMode = json["volumeBindingMode"].nonEmpty ?? "Immediate"
        allowsExpansion = json["allowVolumeExpansion"]?.bool ?? false
        reclaimPolicy = json["reclaimPolicy"].nonEmpty ?? "Delete"
        allowedTopologies = json["allowedTopologies"].list
    }

    public var isDefault: Bool { metadata.annotations["storageclass.kubernetes.io/is-default-class"] == "true" }
}
