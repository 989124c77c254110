public import Primitives

public struct PodSpec: Hashable, Sendable {
    /// Init containers (sidecars among them), containers and ephemeral containers, in that order.
    public var containers: [Container]
    public var volumes: [Volume]
    public var nodeName: String?
    public var nodeSelector: [String: String]
    public var affinity: JSONValue?
    public var tolerations: [Toleration]
    public var topologySpreadConstraints: [JSONValue]
    public var serviceAccountName: String?
    public var imagePullSecrets: [String]
    public var restartPolicy: String
    public var hostNetwork: Bool
    public var priorityClassName: String?
    public var schedulerName: String?
    public var schedulingGates: [String]
    public var overhead: [String: Quantity]
    public var hostname: String?
    public var subdomain: String?
    public var terminationGracePeriodSeconds: Int
    /// As admission resolved ``priorityClassName``; nil in templates.
    public var priority: Int?
    public var activeDeadlineSeconds: Int?
    public var runtimeClassName: String?
    /// `ClusterFirst`, `Default`, `None`, …
    public var dnsPolicy: String
    /// Host names that /etc/hosts is given, with their addresses.
    public var hostAliases: [String: String]
    public var security: SecurityContext
    public var readinessGates: [String]
    /// nil leaves it to the ServiceAccount.
    public var mountsAccountToken: Bool?

    init(_ json: JSONValue?) {
        containers =
            (json?["initContainers"].list ?? []).map { Container($0, role: .initial) }
            + (json?["containers"].list ?? []).map { Container($0, role: .main) }
            + (json?["ephemeralContainers"].list ?? []).map { Container($0, role: .ephemeral) }
        volumes = (json?["volumes"].list ?? []).map(Volume.init)
        nodeName = json?["nodeName"].nonEmpty
        nodeSelector = json?["nodeSelector"].strings ?? [:]
        affinity = json?["affinity"]
        tolerations = (json?["tolerations"].list ?? []).map(Toleration.init)
        topologySpreadConstraints = json?["topologySpreadConstraints"].list ?? []
        serviceAccountName = json?["serviceAccountName"].nonEmpty
        imagePullSecrets = (json?["imagePullSecrets"].list ?? []).compactMap { $0["name"].nonEmpty }
        restartPolicy = json?["restartPolicy"].nonEmpty ?? "Always"
        hostNetwork = json?["hostNetwork"]?.bool ?? false
        priorityClassName = json?["priorityClassName"].nonEmpty
        schedulerName = json?["schedulerName"].nonEmpty
        schedulingGates = (json?["schedulingGates"].list ?? []).compactMap { $0["name"].nonEmpty }
        overhead = json?["overhead"].quantities ?? [:]
        hostname = json?["hostname"].nonEmpty
        subdomain = json?["subdomain"].nonEmpty
        terminationGracePeriodSeconds = json?["terminationGracePeriodSeconds"].int ?? 30
        priority = json?["priority"].int
        activeDeadlineSeconds = json?["activeDeadlineSeconds"].int
        runtimeClassName = json?["runtimeClassName"].nonEmpty
        dnsPolicy = json?["dnsPolicy"].nonEmpty ?? "ClusterFirst"
        let aliases = (json?["hostAliases"].list ?? []).flatMap { alias in alias["hostnames"].texts.map { ($0, alias["ip"]?.string ?? "") } }
        hostAliases = Dictionary(aliases, uniquingKeysWith: { first, _ in first })
        security = SecurityContext(json?["securityContext"])
        readinessGates = (json?["readinessGates"].list ?? []).compactMap { $0["conditionType"].nonEmpty }
        mountsAccountToken = json?["automountServiceAccountToken"]?.bool
    }

    public func container(named name: String) -> Container? {
        containers.first { $0.name == name }
    }

    /// What the scheduler reserves of a resource: the larger of the containers' sum and the largest init container, sidecars and overhead on top.
    ///
    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
    public func request(of resource: String) -> Quantity {
        var running = Quantity.zero
        var largestInitial = Quantity.zero
        for container in containers {
            // A container with a limit and no request asks for its limit.
            let asked = container.requests[resource] ?? container.limits[resource] ?? .zero
            switch container.role {
            case .main, .sidecar: running = running + asked
            case .initial: largestInitial = max(largestInitial, asked)
            case .ephemeral: break
            }
        }
        return max(running, largestInitial) + (overhead[resource] ?? .zero)
    }
}

public struct PodTemplate: Hashable, Sendable {
    public var labels: [String: String]
    public var annotations: [String: String]
    public var spec: PodSpec
    /// The whole template, for comparing one with another field by field.
    public var json: JSONValue

    init(_ json: JSONValue?) {
        self.json = json ?? .null
        labels = json?["metadata"]?["labels"].strings ?? [:]
        annotations = json?["metadata"]?["annotations"].strings ?? [:]
        spec = PodSpec(json?["spec"])
    }
}

public struct Toleration: Hashable, Sendable {
    public var key: String?
    public var comparison: String
    public var value: String?
    public var effect: String?

    init(_ json: JSONValue) {
        key = json["key"].nonEmpty
        comparison = json["operator"].nonEmpty ?? "Equal"
        value = json["value"].nonEmpty
        effect = json["effect"].nonEmpty
    }

    /// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
    public func tolerates(_ taint: Taint) -> Bool {
        guard effect == nil || effect == taint.effect else { return false }
        guard let key else { return comparison == "Exists" }
        return key == taint.key && (comparison == "Exists" || (value ?? "") == (taint.value ?? ""))
    }
}

public struct Taint: Hashable, Sendable, CustomStringConvertible {
    public var key: String
    public var value: String?
    /// `NoSchedule`, `PreferNoSchedule`, `NoExecute`.
    public var effect: String
    public var timeAdded: Timestamp?

    init(_ json: JSONValue) {
        key = json["key"]?.string ?? ""
        value = json["value"].nonEmpty
        effect = json["effect"]?.string ?? ""
        timeAdded = json["timeAdded"].time
    }

    public var description: String { key + (value.map { "=\($0)" } ?? "") + ":\(effect)" }
}

extension PodTemplate {
    /// The template that a pod would have been made from.
    public init(of pod: Pod) {
        json = .null
        labels = pod.metadata.labels
        annotations = pod.metadata.annotations
        spec = pod.spec
    }
}
