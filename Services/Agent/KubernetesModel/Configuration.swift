public import Primitives

public struct ConfigMap: Manifest, Hashable {
    public static let kind = "ConfigMap"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    /// Values may hold addresses that others depend on. They leave the process only through the masking boundary.
    public var data: [String: String]
    public var binaryKeys: [String]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        data = json["data"].strings
        binaryKeys = (json["binaryData"]?.object?.keys).map { $0.sorted() } ?? []
    }

    public func contains(key: String) -> Bool { data[key] != nil || binaryKeys.contains(key) }
}

public struct ServiceAccount: Manifest, Hashable {
    public static let kind = "ServiceAccount"
    public var metadata: ObjectMeta
    public var imagePullSecrets: [String]
    public var mountsToken: Bool?

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        imagePullSecrets = json["imagePullSecrets"].list.compactMap { $0["name"].nonEmpty }
        mountsToken = json["automountServiceAccountToken"]?.bool
    }
}

public struct Namespace: Manifest, Hashable {
    public static let kind = "Namespace"
    public var metadata: ObjectMeta
    /// `Active` or `Terminating`.
    public var phase: String
    /// Why it can't end: `NamespaceContentRemaining`, `NamespaceFinalizersRemaining`.
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        phase = json["status"]?["phase"].nonEmpty ?? "Active"
        conditions = (json["status"]?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct ResourceQuota: Manifest, Hashable {
    public static let kind = "ResourceQuota"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var hard: [String: Quantity]
    public var used: [String: Quantity]
    /// `BestEffort`, `NotTerminating`, …: which pods it counts; empty counts all.
    public var scopes: [String]
    /// Scopes with values, `PriorityClass` among them.
    public var scopeSelector: [LabelSelector.Requirement]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let status = json["status"]?["hard"].quantities ?? [:]
        hard = status.isEmpty ? json["spec"]?["hard"].quantities ?? [:] : status
        used = json["status"]?["used"].quantities ?? [:]
        scopes = json["spec"]?["scopes"].texts ?? []
        scopeSelector = (json["spec"]?["scopeSelector"]?["matchExpressions"].list ?? []).map {
            LabelSelector.Requirement(
                key: $0["scopeName"]?.string ?? "", comparison: $0["operator"]?.string ?? "", values: $0["values"].texts)
        }
    }
}

public struct LimitRange: Manifest, Hashable {
    public static let kind = "LimitRange"
    public var metadata: ObjectMeta
    public var limits: [Limit]

    public struct Limit: Hashable, Sendable {
        /// `Container`, `Pod`, `PersistentVolumeClaim`.
        public var type: String
        public var maximum: [String: Quantity]
        public var minimum: [String: Quantity]
        public var standard: [String: Quantity]
        public var standardRequest: [String: Quantity]
        public var maximumRatio: [String: Quantity]
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        limits = (json["spec"]?["limits"].list ?? []).map { limit in
            Limit(
                type: limit["type"]?.string ?? "", maximum: limit["max"].quantities, minimum: limit["min"].quantities,
                standard: limit["default"].quantities, standardRequest: limit["defaultRequest"].quantities,
                maximumRatio: limit["maxLimitRequestRatio"].quantities)
        }
    }
}
