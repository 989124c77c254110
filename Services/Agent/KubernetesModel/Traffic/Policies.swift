public import Primitives

/// `autoscaling/v2`.
public struct HorizontalPodAutoscaler: Manifest, Hashable {
    public static let kind = "HorizontalPodAutoscaler"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var targetKind: String
    public var targetName: String
    public var minimum: Int
    public var maximum: Int
    public var currentReplicas: Int
    public var desiredReplicas: Int
    public var metrics: [JSONValue]
    public var currentMetrics: [JSONValue]
    public var lastScaleTime: Timestamp?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        targetKind = spec?["scaleTargetRef"]?["kind"]?.string ?? ""
        targetName = spec?["scaleTargetRef"]?["name"]?.string ?? ""
        minimum = spec?["minReplicas"].int ?? 1
        maximum = spec?["maxReplicas"].int ?? 0
        currentReplicas = status?["currentReplicas"].int ?? 0
        desiredReplicas = status?["desiredReplicas"].int ?? 0
        metrics = spec?["metrics"].list ?? []
        currentMetrics = status?["currentMetrics"].list ?? []
        lastScaleTime = status?["lastScaleTime"].time
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct PodDisruptionBudget: Manifest, Hashable {
    public static let kind = "PodDisruptionBudget"
    public var metadata: ObjectMeta
    public var selector: LabelSelector
    public var disruptionsAllowed: Int
    public var currentHealthy: Int
    public var desiredHealthy: Int
    public var expectedPods: Int
    /// As written: `1`, `50%`.
    public var minAvailable: String?
    public var maxUnavailable: String?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        selector = LabelSelector(json["spec"]?["selector"] ?? .null)
        disruptionsAllowed = json["status"]?["disruptionsAllowed"].int ?? 0
        currentHealthy = json["status"]?["currentHealthy"].int ?? 0
        desiredHealthy = json["status"]?["desiredHealthy"].int ?? 0
        expectedPods = json["status"]?["expectedPods"].int ?? 0
        minAvailable = json["spec"]?["minAvailable"].numberOrText
        maxUnavailable = json["spec"]?["maxUnavailable"].numberOrText
        conditions = (json["status"]?["conditions"].list ?? []).map(Condition.init)
    }
}

public struct IngressClass: Manifest, Hashable {
    public static let kind = "IngressClass"
    public var metadata: ObjectMeta
    public var controller: String

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        controller = json["spec"]?["controller"]?.string ?? ""
    }

    public var isDefault: Bool { metadata.annotations["ingressclass.kubernetes.io/is-default-class"] == "true" }
}

public struct Ingress: Manifest, Hashable {
    public static let kind = "Ingress"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var className: String?
    public var backends: [Backend]
    /// Names of the Secrets that hold certificates.
    public var tlsSecrets: [String]
    /// Hosts that the certificates are for.
    public var tlsHosts: [String]
    /// Where the controller serves it; empty while none does.
    public var addresses: [String]

    public struct Backend: Hashable, Sendable {
        public var host: String?
        public var path: String?
        public var service: String
        public var port: PortReference
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        className = spec?["ingressClassName"].nonEmpty ?? metadata.annotations["kubernetes.io/ingress.class"]
        tlsSecrets = (spec?["tls"].list ?? []).compactMap { $0["secretName"].nonEmpty }
        tlsHosts = (spec?["tls"].list ?? []).flatMap { $0["hosts"].texts }
        addresses = Service.addresses(json["status"])
        let standard = Self.backend(spec?["defaultBackend"], host: nil, path: nil)
        backends =
            [standard].compactMap(\.self)
            + (spec?["rules"].list ?? []).flatMap { rule in
                (rule["http"]?["paths"].list ?? []).compactMap { path in
                    Self.backend(path["backend"], host: rule["host"].nonEmpty, path: path["path"].nonEmpty)
                }
            }
    }

    private static func backend(_ json: JSONValue?, host: String?, path: String?) -> Backend? {
        guard let service = json?["service"], let name = service["name"].nonEmpty else { return nil }
        let port = service["port"]
        return Backend(host: host, path: path, service: name, port: PortReference(port?["number"] ?? port?["name"]))
    }
}

/// Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
public struct NetworkPolicy: Manifest, Hashable {
    public static let kind = "NetworkPolicy"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var podSelector: LabelSelector
    public var restrictsIngress: Bool
    public var restrictsEgress: Bool
    public var ingress: [Rule]
    public var egress: [Rule]

    public struct Rule: Hashable, Sendable {
        /// Empty allows every peer.
        public var peers: [Peer]
        /// Empty allows every port.
        public var ports: [Port]

        public struct Peer: Hashable, Sendable {
            public var podSelector: LabelSelector?
            public var namespaceSelector: LabelSelector?
            public var cidr: String?
            public var except: [String]
        }

        public struct Port: Hashable, Sendable {
            /// nil allows every port of the protocol.
            public var port: PortReference?
            public var endPort: Int?
            public var transport: String
        }

        init(_ json: JSONValue, peersField: String) {
            peers = json[peersField].list.map { peer in
                Peer(
                    podSelector: peer["podSelector"].flatMap { $0.object == nil ? nil : LabelSelector($0) },
                    namespaceSelector: peer["namespaceSelector"].flatMap { $0.object == nil ? nil : LabelSelector($0) },
                    cidr: peer["ipBlock"]?["cidr"].nonEmpty, except: peer["ipBlock"]?["except"].texts ?? [])
            }
            ports = json["ports"].list.map { port in
                Port(
                    port: port["port"].flatMap { $0 == .null ? nil : PortReference($0) }, endPort: port["endPort"].int,
                    transport: port["protocol"].nonEmpty ?? "TCP")
            }
        }
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        podSelector = LabelSelector(spec?["podSelector"] ?? .null)
        let types = spec?["policyTypes"].texts ?? []
        restrictsIngress = types.isEmpty || types.contains("Ingress")
        restrictsEgress = types.contains("Egress") || (types.isEmpty && spec?["egress"]?.array != nil)
        ingress = (spec?["ingress"].list ?? []).map { Rule($0, peersField: "from") }
        egress = (spec?["egress"].list ?? []).map { Rule($0, peersField: "to") }
    }
}
