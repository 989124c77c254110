import Primitives

/// How the kubelet asks a container whether it is well.
///
/// Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
public struct Probe: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case httpGet(port: PortReference, path: String, scheme: String)
        case tcpSocket(port: PortReference)
        case grpc(port: Int)
        case exec(command: [String])
    }

    public var action: Action
    public var initialDelaySeconds: Int
    public var periodSeconds: Int
    public var timeoutSeconds: Int
    public var failureThreshold: Int
    public var successThreshold: Int
    /// Asked in the pod's place; nil asks the pod.
    public var host: String?

    init?(_ json: JSONValue) {
        guard let action = Action(json) else { return nil }
        self.action = action
        initialDelaySeconds = json["initialDelaySeconds"].int ?? 0
        periodSeconds = json["periodSeconds"].int ?? 10
        timeoutSeconds = json["timeoutSeconds"].int ?? 1
        failureThreshold = json["failureThreshold"].int ?? 3
        successThreshold = json["successThreshold"].int ?? 1
        host = json["httpGet"]?["host"].nonEmpty ?? json["tcpSocket"]?["host"].nonEmpty
    }

    /// The port that is asked; nil for commands.
    public var port: PortReference? {
        switch action {
        case .httpGet(let port, _, _), .tcpSocket(let port): port
        case .grpc(let port): .number(port)
        case .exec: nil
        }
    }
}

extension Probe.Action {
    /// The action of a probe or of a hook; nil where there is none that is known.
    init?(_ json: JSONValue) {
        if let get = json["httpGet"], get.object != nil {
            self = .httpGet(port: PortReference(get["port"]), path: get["path"].nonEmpty ?? "/", scheme: get["scheme"].nonEmpty ?? "HTTP")
        } else if let socket = json["tcpSocket"], socket.object != nil {
            self = .tcpSocket(port: PortReference(socket["port"]))
        } else if let grpc = json["grpc"], grpc.object != nil {
            self = .grpc(port: grpc["port"].int ?? 0)
        } else if let exec = json["exec"], exec.object != nil {
            self = .exec(command: exec["command"].texts)
        } else {
            return nil
        }
    }
}

/// A port by number or by its container port's name.
public enum PortReference: Hashable, Sendable, CustomStringConvertible {
    case number(Int)
    case name(String)

    init(_ json: JSONValue?) {
        if let number = json.int {
            self = .number(number)
        } else {
            let text = json?.string ?? ""
            self = Int(text).map(PortReference.number) ?? .name(text)
        }
    }

    public var description: String {
        switch self {
        case .number(let number): String(number)
        case .name(let name): name
        }
    }
}
