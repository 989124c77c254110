public import Primitives

/// What happens to a host's traffic once it is routed: subsets, TLS, connection pools, ejection.
///
/// Source: https://istio.io/latest/docs/reference/config/networking/destination-rule/
public struct DestinationRule: Manifest, Hashable {
    public static let kind = "DestinationRule"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var host: String
    /// Labels of pods by the subset's name.
    public var subsets: [String: [String: String]]
    /// `DISABLE`, `SIMPLE`, `MUTUAL`, `ISTIO_MUTUAL`; nil leaves it to the mesh.
    public var tlsMode: String?
    /// The whole traffic policy as written: limits of the connection pool, outlier detection, load balancing.
    public var policy: JSONValue?

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        host = spec?["host"]?.string ?? ""
        let named = (spec?["subsets"].list ?? []).map { ($0["name"]?.string ?? "", $0["labels"].strings) }
        subsets = Dictionary(named, uniquingKeysWith: { first, _ in first })
        policy = spec?["trafficPolicy"].flatMap { $0.object == nil ? nil : $0 }
        tlsMode = policy?["tls"]?["mode"].nonEmpty
    }
}

/// A host outside of the mesh that it is told of.
///
/// Source: https://istio.io/latest/docs/reference/config/networking/service-entry/
public struct ServiceEntry: Manifest, Hashable {
    public static let kind = "ServiceEntry"
    public var metadata: ObjectMeta
    public var hosts: [String]
    public var addresses: [String]
    public var ports: [Int]
    /// `MESH_EXTERNAL` or `MESH_INTERNAL`.
    public var location: String
    /// `NONE`, `STATIC`, `DNS`, …
    public var resolution: String
    public var endpoints: [String]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        hosts = spec?["hosts"].texts ?? []
        addresses = spec?["addresses"].texts ?? []
        ports = (spec?["ports"].list ?? []).compactMap { $0["number"].int }
        location = spec?["location"].nonEmpty ?? "MESH_EXTERNAL"
        resolution = spec?["resolution"].nonEmpty ?? "NONE"
        endpoints = (spec?["endpoints"].list ?? []).compactMap { $0["address"].nonEmpty }
    }
}
