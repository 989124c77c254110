public import Primitives

/// Whether callers must speak mutual TLS.
///
/// Source: https://istio.io/latest/docs/reference/config/security/peer_authentication/
public struct PeerAuthentication: Manifest, Hashable {
    public static let kind = "PeerAuthentication"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    /// nil means the whole namespace; in the mesh's root namespace, the whole mesh.
    public var selector: LabelSelector?
    /// `STRICT`, `PERMISSIVE`, `DISABLE`, `UNSET`.
    public var mode: String
    /// Of ports of the pods, by number: they go before ``mode``.
    public var portModes: [String: String]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        selector = spec?["selector"].flatMap { $0.object == nil ? nil : LabelSelector($0) }
        mode = spec?["mtls"]?["mode"].nonEmpty ?? "UNSET"
        portModes = (spec?["portLevelMtls"]?.object ?? [:]).compactMapValues { $0["mode"].nonEmpty }
    }
}

/// Who may call whom.
///
/// Source: https://istio.io/latest/docs/reference/config/security/authorization-policy/
public struct AuthorizationPolicy: Manifest, Hashable {
    public static let kind = "AuthorizationPolicy"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    /// nil means the whole namespace; in the mesh's root namespace, the whole mesh.
    public var selector: LabelSelector?
    /// Bound to a gateway or a waypoint (`targetRefs`), and not to pods by their labels.
    public var isForGateways: Bool
    /// `ALLOW`, `DENY`, `AUDIT`, `CUSTOM`.
    public var action: String
    public var rules: [Rule]

    /// Each list is an alternative of its own; an empty one asks nothing.
    public struct Rule: Hashable, Sendable {
        /// `cluster.local/ns/shop/sa/frontend`, `*`.
        public var principals: [String]
        public var namespaces: [String]
        public var ports: [String]
        public var paths: [String]
        public var methods: [String]
        /// The rule as written, for what the lists don't hold.
        public var json: JSONValue
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        selector = spec?["selector"].flatMap { $0.object == nil ? nil : LabelSelector($0) }
        isForGateways = !(spec?["targetRefs"].list ?? []).isEmpty || spec?["targetRef"]?.object != nil
        action = spec?["action"].nonEmpty ?? "ALLOW"
        rules = (spec?["rules"].list ?? []).map { rule in
            let sources = rule["from"].list.compactMap { $0["source"] }
            let operations = rule["to"].list.compactMap { $0["operation"] }
            return Rule(
                principals: sources.flatMap { $0["principals"].texts }, namespaces: sources.flatMap { $0["namespaces"].texts },
                ports: operations.flatMap { $0["ports"].texts }, paths: operations.flatMap { $0["paths"].texts },
                methods: operations.flatMap { $0["methods"].texts }, json: rule)
        }
    }

    /// An `ALLOW` without rules matches nothing, and so lets nobody in.
    public var deniesEverything: Bool { action == "ALLOW" && rules.isEmpty }
}
