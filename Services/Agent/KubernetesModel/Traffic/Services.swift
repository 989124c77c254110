public import Primitives

public struct Service: Manifest, Hashable {
    public static let kind = "Service"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`.
    public var type: String
    /// Empty where somebody else writes the endpoints.
    public var selector: [String: String]
    public var ports: [ServicePort]
    public var clusterIPs: [String]
    /// `clusterIP: None`: names resolve to the pods' own addresses.
    public var isHeadless: Bool
    public var externalIPs: [String]
    /// `Cluster`, or `Local` for only the pods of the node that was reached.
    public var externalTrafficPolicy: String
    public var internalTrafficPolicy: String
    /// Addresses and names that a load balancer was given; empty while there is none.
    public var loadBalancerAddresses: [String]
    public var loadBalancerClass: String?
    public var externalName: String?
    public var publishesNotReadyAddresses: Bool

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        type = spec?["type"].nonEmpty ?? "ClusterIP"
        selector = spec?["selector"].strings ?? [:]
        ports = (spec?["ports"].list ?? []).map(ServicePort.init)
        let addresses = spec?["clusterIPs"].texts ?? []
        clusterIPs = (addresses.isEmpty ? [spec?["clusterIP"].nonEmpty].compactMap(\.self) : addresses).filter { $0 != "None" }
        isHeadless = spec?["clusterIP"]?.string == "None"
        externalIPs = spec?["externalIPs"].texts ?? []
        externalTrafficPolicy = spec?["externalTrafficPolicy"].nonEmpty ?? "Cluster"
        internalTrafficPolicy = spec?["internalTrafficPolicy"].nonEmpty ?? "Cluster"
        loadBalancerAddresses = Self.addresses(json["status"])
        loadBalancerClass = spec?["loadBalancerClass"].nonEmpty
        externalName = spec?["externalName"].nonEmpty
        publishesNotReadyAddresses = spec?["publishNotReadyAddresses"]?.bool ?? false
    }

    /// Of a Service's or an Ingress's status.
    static func addresses(_ status: JSONValue?) -> [String] {
        (status?["loadBalancer"]?["ingress"].list ?? []).compactMap { $0["ip"].nonEmpty ?? $0["hostname"].nonEmpty }
    }
}

public struct ServicePort: Hashable, Sendable {
    public var name: String?
    public var number: Int
    public var target: PortReference
    public var transport: String
    public var appProtocol: String?
    public var nodePort: Int?

    init(_ json: JSONValue) {
        name = json["name"].nonEmpty
        number = json["port"].int ?? 0
        transport = json["protocol"].nonEmpty ?? "TCP"
        appProtocol = json["appProtocol"].nonEmpty
        nodePort = json["nodePort"].int
        if let target = json["targetPort"], target != .null {
            self.target = PortReference(target)
        } else {
            target = .number(number)
        }
    }
}

/// The addresses behind a Service, as either `Endpoints` or one of its `EndpointSlice`s tells them.
public struct EndpointAddress: Hashable, Sendable {
    public var ip: String
    public var isReady: Bool
    public var podName: String?
    public var podUID: String?
    public var nodeName: String?
    /// On its way out; it may still serve.
    public var isTerminating = false
}

public struct Endpoints: Manifest, Hashable {
    public static let kind = "Endpoints"
    public var metadata: ObjectMeta
    public var addresses: [EndpointAddress]
    public var ports: [Int]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let subsets = json["subsets"].list
        addresses = subsets.flatMap { subset in
            subset["addresses"].list.map { Self.address($0, isReady: true) }
                + subset["notReadyAddresses"].list.map { Self.address($0, isReady: false) }
        }
        ports = subsets.flatMap { $0["ports"].list.compactMap { $0["port"].int } }
    }

    private static func address(_ json: JSONValue, isReady: Bool) -> EndpointAddress {
        let target = json["targetRef"]
        let isPod = target?["kind"]?.string == "Pod"
        return EndpointAddress(
            ip: json["ip"]?.string ?? "", isReady: isReady, podName: isPod ? target?["name"].nonEmpty : nil,
            podUID: isPod ? target?["uid"].nonEmpty : nil, nodeName: json["nodeName"].nonEmpty)
    }
}

public struct EndpointSlice: Manifest, Hashable {
    public static let kind = "EndpointSlice"
    public var metadata: ObjectMeta
    public var addresses: [EndpointAddress]
    public var ports: [Int]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        addresses = json["endpoints"].list.flatMap { endpoint in
            let target = endpoint["targetRef"]
            let isPod = target?["kind"]?.string == "Pod"
            // An absent condition counts as ready, says the API.
            let isReady = endpoint["conditions"]?["ready"]?.bool ?? true
            return endpoint["addresses"].texts.map { address in
                EndpointAddress(
                    ip: address, isReady: isReady, podName: isPod ? target?["name"].nonEmpty : nil,
                    podUID: isPod ? target?["uid"].nonEmpty : nil, nodeName: endpoint["nodeName"].nonEmpty,
                    isTerminating: endpoint["conditions"]?["terminating"]?.bool ?? false)
            }
        }
        ports = json["ports"].list.compactMap { $0["port"].int }
    }

    /// The Service that it belongs to.
    public var serviceName: String? { metadata.labels["kubernetes.io/service-name"] }
}
