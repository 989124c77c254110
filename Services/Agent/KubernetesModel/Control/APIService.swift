public import Primitives

/// A group of the API that somebody else serves for the API server: `v1beta1.metrics.k8s.io` is metrics-server's, and autoscalers need it.
///
/// Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
public struct APIService: Manifest, Hashable {
    public static let kind = "APIService"
    public var metadata: ObjectMeta
    public var group: String
    public var version: String
    /// nil for what the API server serves itself.
    public var serviceNamespace: String?
    public var serviceName: String?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        group = spec?["group"]?.string ?? ""
        version = spec?["version"]?.string ?? ""
        serviceNamespace = spec?["service"]?["namespace"].nonEmpty
        serviceName = spec?["service"]?["name"].nonEmpty
        conditions = (json["status"]?["conditions"].list ?? []).map(Condition.init)
    }

    public var isAvailable: Bool { conditions["Available"]?.status != "False" }
}
