public import Primitives

/// One of the callers that the API server asks before it takes an object.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
public struct AdmissionWebhook: Hashable, Sendable {
    /// As refusals name it: `validate.policy.example`.
    public var name: String
    /// Where it is asked; nil for one behind a URL.
    public var service: ServiceReference?
    public var url: String?
    /// `Fail` refuses objects while the webhook can't be reached, `Ignore` lets them pass.
    public var failurePolicy: String
    public var timeoutSeconds: Int
    public var rules: [Rule]
    /// nil asks about every namespace.
    public var namespaceSelector: LabelSelector?
    public var objectSelector: LabelSelector?
    /// Whether the API server was told which authority signs the webhook's certificate.
    public var hasAuthority: Bool

    public struct ServiceReference: Hashable, Sendable {
        public var namespace: String
        public var name: String
        public var port: Int
        public var path: String?
    }

    /// Which requests it is asked about; `*` is any.
    public struct Rule: Hashable, Sendable {
        public var operations: [String]
        public var groups: [String]
        public var resources: [String]
        /// `Cluster`, `Namespaced` or `*`.
        public var scope: String
    }

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        let client = json["clientConfig"]
        service = client?["service"].flatMap { service in
            guard let name = service["name"].nonEmpty else { return nil }
            return ServiceReference(
                namespace: service["namespace"].nonEmpty ?? "default", name: name, port: service["port"].int ?? 443, path: service["path"].nonEmpty)
        }
        url = client?["url"].nonEmpty
        hasAuthority = client?["caBundle"].nonEmpty != nil
        failurePolicy = json["failurePolicy"].nonEmpty ?? "Fail"
        timeoutSeconds = json["timeoutSeconds"].int ?? 10
        rules = json["rules"].list.map { rule in
            Rule(
                operations: rule["operations"].texts, groups: rule["apiGroups"].texts, resources: rule["resources"].texts,
                scope: rule["scope"].nonEmpty ?? "*")
        }
        namespaceSelector = json["namespaceSelector"].flatMap { $0.object == nil ? nil : LabelSelector($0) }
        objectSelector = json["objectSelector"].flatMap { $0.object == nil ? nil : LabelSelector($0) }
    }

    /// Whether creating such an object in a namespace of these labels asks the webhook.
    public func isAsked(group: String, resource: String, namespaceLabels: [String: String]) -> Bool {
        guard namespaceSelector?.matches(namespaceLabels) ?? true else { return false }
        return rules.contains { rule in
            rule.groups.contains { $0 == "*" || $0 == group }
                && rule.resources.contains { ["*", "*/*", resource].contains($0) }
                && rule.operations.contains { ["*", "CREATE"].contains($0) }
        }
    }
}

public struct ValidatingWebhookConfiguration: Manifest, Hashable {
    public static let kind = "ValidatingWebhookConfiguration"
    public var metadata: ObjectMeta
    public var webhooks: [AdmissionWebhook]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        webhooks = json["webhooks"].list.map(AdmissionWebhook.init)
    }
}

public struct MutatingWebhookConfiguration: Manifest, Hashable {
    public static let kind = "MutatingWebhookConfiguration"
    public var metadata: ObjectMeta
    public var webhooks: [AdmissionWebhook]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        webhooks = json["webhooks"].list.map(AdmissionWebhook.init)
    }
}
