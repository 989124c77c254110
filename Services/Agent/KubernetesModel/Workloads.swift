public import Primitives

public struct Deployment: Manifest, Hashable {
    public static let kind = "Deployment"
    public var metadata: ObjectMeta
    public var replicas: Int
    public var selector: LabelSelector
    public var template: PodTemplate
    public var isPaused: Bool
    public var strategy: String
    public var readyReplicas: Int
    public var updatedReplicas: Int
    public var availableReplicas: Int
    public var observedGeneration: Int?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        replicas = spec?["replicas"].int ?? 1
        selector = LabelSelector(spec?["selector"] ?? .null)
        template = PodTemplate(spec?["template"])
        isPaused = spec?["paused"]?.bool ?? false
        strategy = spec?["strategy"]?["type"].nonEmpty ?? "RollingUpdate"
        readyReplicas = status?["readyReplicas"].int ?? 0
        updatedReplicas = status?["updatedReplicas"].int ?? 0
        availableReplicas = status?["availableReplicas"].int ?? 0
        observedGeneration = status?["observedGeneration"].int
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct ReplicaSet: Manifest, Hashable {
    public static let kind = "ReplicaSet"
    public var metadata: ObjectMeta
    public var replicas: Int
    public var selector: LabelSelector
    public var template: PodTemplate
    public var readyReplicas: Int
    public var currentReplicas: Int
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        replicas = spec?["replicas"].int ?? 1
        selector = LabelSelector(spec?["selector"] ?? .null)
        template = PodTemplate(spec?["template"])
        readyReplicas = status?["readyReplicas"].int ?? 0
        currentReplicas = status?["replicas"].int ?? 0
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }

    /// The rollout that it belongs to. A rollback raises the number of an older ReplicaSet, so this and not its age says which is the newest.
    public var revision: Int {
        metadata.annotations["deployment.kubernetes.io/revision"].flatMap { Int($0) } ?? 0
    }
}

public struct StatefulSet: Manifest, Hashable {
    public static let kind = "StatefulSet"
    public var metadata: ObjectMeta
    public var replicas: Int
    public var selector: LabelSelector
    public var template: PodTemplate
    public var serviceName: String?
    public var claimTemplates: [String]
    public var readyReplicas: Int
    public var currentReplicas: Int
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        replicas = spec?["replicas"].int ?? 1
        selector = LabelSelector(spec?["selector"] ?? .null)
        template = PodTemplate(spec?["template"])
        serviceName = spec?["serviceName"].nonEmpty
        claimTemplates = (spec?["volumeClaimTemplates"].list ?? []).compactMap { $0["metadata"]?["name"].nonEmpty }
        readyReplicas = status?["readyReplicas"].int ?? 0
        currentReplicas = status?["replicas"].int ?? 0
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct DaemonSet: Manifest, Hashable {
    public static let kind = "DaemonSet"
    public var metadata: ObjectMeta
    public var selector: LabelSelector
    public var template: PodTemplate
    public var desired: Int
    public var ready: Int
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        selector = LabelSelector(spec?["selector"] ?? .null)
        template = PodTemplate(spec?["template"])
        desired = status?["desiredNumberScheduled"].int ?? 0
        ready = status?["numberReady"].int ?? 0
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }
}
