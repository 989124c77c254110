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
    /// How many pods there are, of all revisions.
    public var currentReplicas: Int
    public var unavailableReplicas: Int
    public var observedGeneration: Int?
    /// How long a rollout may stand still before `Progressing` turns False.
    public var progressDeadlineSeconds: Int
    public var minReadySeconds: Int
    /// `25%` or a number, of a rolling update.
    public var maxUnavailable: String?
    public var maxSurge: String?
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
        currentReplicas = status?["replicas"].int ?? 0
        unavailableReplicas = status?["unavailableReplicas"].int ?? 0
        progressDeadlineSeconds = spec?["progressDeadlineSeconds"].int ?? 600
        minReadySeconds = spec?["minReadySeconds"].int ?? 0
        maxUnavailable = spec?["strategy"]?["rollingUpdate"]?["maxUnavailable"].numberOrText
        maxSurge = spec?["strategy"]?["rollingUpdate"]?["maxSurge"].numberOrText
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
    /// The classes that the claim templates ask for, by template; a template without one asks for the default.
    public var claimClasses: [String: String]
    /// `OrderedReady` waits for each pod before the next one.
    public var podManagementPolicy: String
    /// `RollingUpdate` or `OnDelete`.
    public var strategy: String
    /// Pods below this ordinal keep the old revision.
    public var partition: Int
    public var updatedReplicas: Int
    public var availableReplicas: Int
    public var observedGeneration: Int?
    /// Names of ControllerRevisions.
    public var currentRevision: String?
    public var updateRevision: String?
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
        let claims = spec?["volumeClaimTemplates"].list ?? []
        claimTemplates = claims.compactMap { $0["metadata"]?["name"].nonEmpty }
        let classes = claims.compactMap { claim in claim["spec"]?["storageClassName"]?.string.map { (claim["metadata"]?["name"]?.string ?? "", $0) } }
        claimClasses = Dictionary(classes, uniquingKeysWith: { first, _ in first })
        podManagementPolicy = spec?["podManagementPolicy"].nonEmpty ?? "OrderedReady"
        strategy = spec?["updateStrategy"]?["type"].nonEmpty ?? "RollingUpdate"
        partition = spec?["updateStrategy"]?["rollingUpdate"]?["partition"].int ?? 0
        updatedReplicas = status?["updatedReplicas"].int ?? 0
        availableReplicas = status?["availableReplicas"].int ?? 0
        observedGeneration = status?["observedGeneration"].int
        currentRevision = status?["currentRevision"].nonEmpty
        updateRevision = status?["updateRevision"].nonEmpty
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
    /// How many nodes run it, and how many run it that should not.
    public var scheduled: Int
    public var misscheduled: Int
    public var updated: Int
    public var unavailable: Int
    public var strategy: String
    public var observedGeneration: Int?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        selector = LabelSelector(spec?["selector"] ?? .null)
        template = PodTemplate(spec?["template"])
        desired = status?["desiredNumberScheduled"].int ?? 0
        ready = status?["numberReady"].int ?? 0
        scheduled = status?["currentNumberScheduled"].int ?? 0
        misscheduled = status?["numberMisscheduled"].int ?? 0
        updated = status?["updatedNumberScheduled"].int ?? 0
        unavailable = status?["numberUnavailable"].int ?? 0
        strategy = spec?["updateStrategy"]?["type"].nonEmpty ?? "RollingUpdate"
        observedGeneration = status?["observedGeneration"].int
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }
}
