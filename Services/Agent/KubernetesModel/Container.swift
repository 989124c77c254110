import Primitives

/// A container as a pod's spec asks for it.
public struct Container: Hashable, Sendable {
    /// Where a container stands in its pod's life.
    public enum Role: Hashable, Sendable {
        case main
        case initial
        /// An init container with `restartPolicy: Always`: it runs beside the others.
        case sidecar
        case ephemeral
    }

    public var name: String
    public var role: Role
    public var image: String
    public var command: [String]
    public var args: [String]
    public var env: [EnvVar]
    public var envFrom: [EnvFromSource]
    public var ports: [ContainerPort]
    public var requests: [String: Quantity]
    public var limits: [String: Quantity]
    public var volumeMounts: [VolumeMount]
    public var livenessProbe: Probe?
    public var readinessProbe: Probe?
    public var startupProbe: Probe?
    public var imagePullPolicy: String?
    public var workingDirectory: String?
    public var security: SecurityContext
    /// What the kubelet runs right after the start and right before the end; a failing start hook kills the container.
    public var postStart: Probe.Action?
    public var preStop: Probe.Action?

    private static let tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

    init(_ json: JSONValue, role: Role) {
        name = json["name"]?.string ?? ""
        self.role = role == .initial && json["restartPolicy"]?.string == "Always" ? .sidecar : role
        image = json["image"]?.string ?? ""
        command = json["command"].texts
        args = json["args"].texts
        env = json["env"].list.map(EnvVar.init)
        envFrom = json["envFrom"].list.compactMap(EnvFromSource.init)
        ports = json["ports"].list.map(ContainerPort.init)
        requests = json["resources"]?["requests"].quantities ?? [:]
        limits = json["resources"]?["limits"].quantities ?? [:]
        // The account's token is mounted into every container, under a volume's name that is each pod's own.
        volumeMounts = json["volumeMounts"].list.filter { $0["mountPath"]?.string != Self.tokenPath }.map(VolumeMount.init)
        livenessProbe = json["livenessProbe"].flatMap(Probe.init)
        readinessProbe = json["readinessProbe"].flatMap(Probe.init)
        startupProbe = json["startupProbe"].flatMap(Probe.init)
        imagePullPolicy = json["imagePullPolicy"].nonEmpty
        workingDirectory = json["workingDir"].nonEmpty
        security = SecurityContext(json["securityContext"])
        postStart = json["lifecycle"]?["postStart"].flatMap { Probe.Action($0) }
        preStop = json["lifecycle"]?["preStop"].flatMap { Probe.Action($0) }
    }
}

public struct EnvVar: Hashable, Sendable {
    public var name: String
    public var value: String?
    public var source: KeyReference?

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        value = json["value"]?.string
        source = json["valueFrom"].flatMap(KeyReference.init)
    }
}

/// One key of a ConfigMap or a Secret.
public struct KeyReference: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case configMap = "ConfigMap"
        case secret = "Secret"
    }

    public var kind: Kind
    public var name: String
    public var key: String
    public var isOptional: Bool

    /// - Returns: nil for sources that refer to no object (`fieldRef`, `resourceFieldRef`).
    init?(_ json: JSONValue) {
        let reference: JSONValue
        if let configMap = json["configMapKeyRef"], configMap.object != nil {
            (kind, reference) = (.configMap, configMap)
        } else if let secret = json["secretKeyRef"], secret.object != nil {
            (kind, reference) = (.secret, secret)
        } else {
            return nil
        }
        name = reference["name"]?.string ?? ""
        key = reference["key"]?.string ?? ""
        isOptional = reference["optional"]?.bool ?? false
    }
}

/// A whole ConfigMap or Secret as environment variables.
public struct EnvFromSource: Hashable, Sendable {
    public var kind: KeyReference.Kind
    public var name: String
    public var prefix: String
    public var isOptional: Bool

    init?(_ json: JSONValue) {
        let reference: JSONValue
        if let configMap = json["configMapRef"], configMap.object != nil {
            (kind, reference) = (.configMap, configMap)
        } else if let secret = json["secretRef"], secret.object != nil {
            (kind, reference) = (.secret, secret)
        } else {
            return nil
        }
        name = reference["name"]?.string ?? ""
        prefix = json["prefix"]?.string ?? ""
        isOptional = reference["optional"]?.bool ?? false
    }
}

public struct ContainerPort: Hashable, Sendable {
    public var name: String?
    public var number: Int
    public var hostPort: Int?
    public var transport: String

    init(_ json: JSONValue) {
        name = json["name"].nonEmpty
        number = json["containerPort"].int ?? 0
        hostPort = json["hostPort"].int
        transport = json["protocol"].nonEmpty ?? "TCP"
    }
}

public struct VolumeMount: Hashable, Sendable {
    public var name: String
    public var path: String
    public var subPath: String?
    public var isReadOnly: Bool

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        path = json["mountPath"]?.string ?? ""
        subPath = json["subPath"].nonEmpty
        isReadOnly = json["readOnly"]?.bool ?? false
    }
}
