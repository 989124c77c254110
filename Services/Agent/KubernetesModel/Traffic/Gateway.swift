public import Primitives

/// A class of gateways, and whether a controller has taken charge of it.
///
/// Source: https://gateway-api.sigs.k8s.io/reference/spec/
public struct GatewayClass: Manifest, Hashable {
    public static let kind = "GatewayClass"
    public var metadata: ObjectMeta
    public var controller: String
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        controller = json["spec"]?["controllerName"]?.string ?? ""
        conditions = (json["status"]?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct Gateway: Manifest, Hashable {
    public static let kind = "Gateway"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var className: String
    public var listeners: [Listener]
    public var addresses: [String]
    /// `Accepted` and `Programmed`.
    public var conditions: [Condition]

    public struct Listener: Hashable, Sendable {
        public var name: String
        public var port: Int
        /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`.
        public var transport: String
        /// nil takes every host.
        public var hostname: String?
        /// `Terminate` or `Passthrough`; nil without TLS.
        public var tlsMode: String?
        public var certificates: [ReferenceTarget]
        /// `Same`, `All` or `Selector`.
        public var routesFrom: String
        public var routeNamespaces: LabelSelector?
        /// What the controller says of it: `Accepted`, `ResolvedRefs`, `Programmed`, `Conflicted`.
        public var conditions: [Condition]
        /// nil where no controller has reported.
        public var attachedRoutes: Int?
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        let reports = status?["listeners"].list ?? []
        className = spec?["gatewayClassName"]?.string ?? ""
        addresses = (status?["addresses"].list ?? []).compactMap { $0["value"].nonEmpty }
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
        listeners = (spec?["listeners"].list ?? []).map { listener in
            let name = listener["name"]?.string ?? ""
            let report = reports.first { $0["name"]?.string == name }
            let allowed = listener["allowedRoutes"]?["namespaces"]
            return Listener(
                name: name, port: listener["port"].int ?? 0, transport: listener["protocol"].nonEmpty ?? "HTTP",
                hostname: listener["hostname"].nonEmpty,
                tlsMode: listener["tls"].flatMap { $0.object == nil ? nil : $0["mode"].nonEmpty ?? "Terminate" },
                certificates: (listener["tls"]?["certificateRefs"].list ?? []).map { ReferenceTarget($0, defaultKind: "Secret") },
                routesFrom: allowed?["from"].nonEmpty ?? "Same",
                routeNamespaces: allowed?["selector"].flatMap { $0.object == nil ? nil : LabelSelector($0) },
                conditions: (report?["conditions"].list ?? []).map(Condition.init), attachedRoutes: report?["attachedRoutes"].int)
        }
    }
}

/// What one Gateway API object points at; in its own namespace where none is given.
public struct ReferenceTarget: Hashable, Sendable {
    /// Empty for the core group.
    public var group: String
    public var kind: String
    public var namespace: String?
    public var name: String
    public var port: Int?

    init(_ json: JSONValue, defaultKind: String, defaultGroup: String = "") {
        group = json["group"]?.string ?? defaultGroup
        kind = json["kind"].nonEmpty ?? defaultKind
        namespace = json["namespace"].nonEmpty
        name = json["name"]?.string ?? ""
        port = json["port"].int
    }
}

/// Leave to point from one namespace into another.
public struct ReferenceGrant: Manifest, Hashable {
    public static let kind = "ReferenceGrant"
    public var metadata: ObjectMeta
    public var from: [Source]
    /// Without a name, all of the kind.
    public var to: [Destination]

    public struct Source: Hashable, Sendable {
        public var group: String
        public var kind: String
        public var namespace: String
    }

    public struct Destination: Hashable, Sendable {
        public var group: String
        public var kind: String
        public var name: String?
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        from = (json["spec"]?["from"].list ?? []).map {
            Source(group: $0["group"]?.string ?? "", kind: $0["kind"]?.string ?? "", namespace: $0["namespace"]?.string ?? "")
        }
        to = (json["spec"]?["to"].list ?? []).map {
            Destination(group: $0["group"]?.string ?? "", kind: $0["kind"]?.string ?? "", name: $0["name"].nonEmpty)
        }
    }

    /// Whether objects of a kind in a namespace may point at `target`, which lives in the grant's own namespace.
    public func allows(kind: String, from namespace: String?, to target: ReferenceTarget) -> Bool {
        from.contains { $0.kind == kind && $0.namespace == namespace }
            && to.contains { $0.group == target.group && $0.kind == target.kind && ($0.name == nil || $0.name == target.name) }
    }
}
