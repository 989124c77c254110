public import Primitives

/// What an HTTPRoute and a GRPCRoute have in common: the gateways that they hang on, and where they send what.
///
/// Source: https://gateway-api.sigs.k8s.io/reference/spec/
public struct GatewayRoute: Hashable, Sendable {
    public var parents: [Parent]
    /// Empty takes the listener's.
    public var hostnames: [String]
    public var rules: [Rule]
    /// What each parent's controller says of the route.
    public var statuses: [Status]

    /// A Gateway and perhaps one listener of it; or, in a mesh, a Service.
    public struct Parent: Hashable, Sendable {
        public var target: ReferenceTarget
        /// The listener's name.
        public var section: String?
    }

    public struct Rule: Hashable, Sendable {
        public var matches: [Match]
        public var backends: [Backend]
        /// `RequestRedirect`, `URLRewrite`, `RequestHeaderModifier`, …
        public var filters: [String]
        /// Of a whole request: `10s`.
        public var timeout: String?
    }

    /// Empty fields match everything.
    public struct Match: Hashable, Sendable {
        /// `PathPrefix`, `Exact`, `RegularExpression`; for gRPC, how service and method are compared.
        public var type: String?
        /// A path; for gRPC, `service/method`.
        public var path: String?
        public var method: String?
        public var headers: [String: String]
    }

    public struct Backend: Hashable, Sendable {
        public var target: ReferenceTarget
        /// 0 sends nothing there.
        public var weight: Int
    }

    public struct Status: Hashable, Sendable {
        public var parent: Parent
        public var controller: String
        /// `Accepted` and `ResolvedRefs`.
        public var conditions: [Condition]
    }

    init(_ json: JSONValue) {
        let spec = json["spec"]
        parents = (spec?["parentRefs"].list ?? []).map(Self.parent)
        hostnames = spec?["hostnames"].texts ?? []
        rules = (spec?["rules"].list ?? []).map { rule in
            Rule(
                matches: rule["matches"].list.map(Self.match),
                backends: rule["backendRefs"].list.map {
                    Backend(target: ReferenceTarget($0, defaultKind: "Service"), weight: $0["weight"].int ?? 1)
                },
                filters: rule["filters"].list.compactMap { $0["type"].nonEmpty }, timeout: rule["timeouts"]?["request"].nonEmpty)
        }
        statuses = (json["status"]?["parents"].list ?? []).map { status in
            Status(
                parent: Self.parent(status["parentRef"] ?? .null), controller: status["controllerName"]?.string ?? "",
                conditions: status["conditions"].list.map(Condition.init))
        }
    }

    private static func parent(_ json: JSONValue) -> Parent {
        Parent(
            target: ReferenceTarget(json, defaultKind: "Gateway", defaultGroup: "gateway.networking.k8s.io"), section: json["sectionName"].nonEmpty)
    }

    private static func match(_ json: JSONValue) -> Match {
        let method = json["method"]
        let headers = json["headers"].list.compactMap { header in header["name"].nonEmpty.map { ($0, header["value"]?.string ?? "") } }
        let service = [method?["service"].nonEmpty, method?["method"].nonEmpty].compactMap(\.self).joined(separator: "/")
        return Match(
            type: json["path"]?["type"].nonEmpty ?? method?["type"].nonEmpty,
            path: json["path"]?["value"].nonEmpty ?? (service.isEmpty ? nil : service), method: method?.string,
            headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }))
    }
}

public struct HTTPRoute: Manifest, Hashable {
    public static let kind = "HTTPRoute"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var route: GatewayRoute

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        route = GatewayRoute(json)
    }
}

public struct GRPCRoute: Manifest, Hashable {
    public static let kind = "GRPCRoute"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var route: GatewayRoute

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        route = GatewayRoute(json)
    }
}
