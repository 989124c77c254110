public import Primitives

public struct Pod: Manifest, Hashable {
    public static let kind = "Pod"
    public static let unread = JSONText.bookkeeping.union([
        "resourceVersion", "generateName", "containerID", "terminationMessagePath", "terminationMessagePolicy", "lastProbeTime",
    ])
    public var metadata: ObjectMeta
    public var spec: PodSpec
    public var status: PodStatus

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        spec = PodSpec(json["spec"])
        status = PodStatus(json["status"])
    }
}

public struct PodStatus: Hashable, Sendable {
    /// `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`.
    public var phase: String
    /// `Evicted`, `NodeLost`, `UnexpectedAdmissionError`, …
    public var reason: String?
    public var message: String?
    public var conditions: [Condition]
    /// Of all containers, init and ephemeral ones included.
    public var containers: [ContainerStatus]
    public var podIPs: [String]
    public var hostIP: String?
    public var startTime: Timestamp?
    public var nominatedNodeName: String?
    public var qosClass: String?

    init(_ json: JSONValue?) {
        phase = json?["phase"].nonEmpty ?? "Unknown"
        reason = json?["reason"].nonEmpty
        message = json?["message"].nonEmpty
        conditions = (json?["conditions"].list ?? []).map(Condition.init)
        containers = ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"].flatMap { field in
            (json?[field].list ?? []).map(ContainerStatus.init)
        }
        let addresses = (json?["podIPs"].list ?? []).compactMap { $0["ip"].nonEmpty }
        podIPs = addresses.isEmpty ? [json?["podIP"].nonEmpty].compactMap(\.self) : addresses
        hostIP = json?["hostIP"].nonEmpty
        startTime = json?["startTime"].time
        nominatedNodeName = json?["nominatedNodeName"].nonEmpty
        qosClass = json?["qosClass"].nonEmpty
    }

    public func container(named name: String) -> ContainerStatus? {
        containers.first { $0.name == name }
    }
}

public struct ContainerStatus: Hashable, Sendable {
    public var name: String
    public var state: ContainerState
    /// How the run before the current one ended.
    public var lastState: ContainerState
    public var isReady: Bool
    public var restartCount: Int
    /// nil where the kubelet doesn't say.
    public var hasStarted: Bool?
    public var image: String
    public var imageID: String

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        state = ContainerState(json["state"])
        lastState = ContainerState(json["lastState"])
        isReady = json["ready"]?.bool ?? false
        restartCount = json["restartCount"].int ?? 0
        hasStarted = json["started"]?.bool
        image = json["image"]?.string ?? ""
        imageID = json["imageID"]?.string ?? ""
    }
}

public enum ContainerState: Hashable, Sendable {
    case waiting(reason: String?, message: String?)
    case running(since: Timestamp?)
    case terminated(Termination)
    case unknown

    public struct Termination: Hashable, Sendable {
        public var exitCode: Int
        public var signal: Int?
        /// `Completed`, `Error`, `OOMKilled`, `ContainerCannotRun`, `StartError`, `ContainerStatusUnknown`, …
        public var reason: String?
        public var message: String?
        public var startedAt: Timestamp?
        public var finishedAt: Timestamp?

        public init(exitCode: Int, signal: Int?, reason: String?, message: String?, startedAt: Timestamp?, finishedAt: Timestamp?) {
            self.exitCode = exitCode
            self.signal = signal
            self.reason = reason
            self.message = message
            self.startedAt = startedAt
            self.finishedAt = finishedAt
        }
    }

    init(_ json: JSONValue?) {
        if let ended = json?["terminated"], ended.object != nil {
            self = .terminated(
                Termination(
                    exitCode: ended["exitCode"].int ?? 0, signal: ended["signal"].int, reason: ended["reason"].nonEmpty,
                    message: ended["message"].nonEmpty, startedAt: ended["startedAt"].time, finishedAt: ended["finishedAt"].time))
        } else if let running = json?["running"], running.object != nil {
            self = .running(since: running["startedAt"].time)
        } else if let waiting = json?["waiting"], waiting.object != nil {
            self = .waiting(reason: waiting["reason"].nonEmpty, message: waiting["message"].nonEmpty)
        } else {
            self = .unknown
        }
    }

    public var termination: Termination? {
        if case .terminated(let termination) = self { termination } else { nil }
    }

    public var waitingReason: String? {
        if case .waiting(let reason, _) = self { reason } else { nil }
    }

    public var waitingMessage: String? {
        if case .waiting(_, let message) = self { message } else { nil }
    }

    public var runningSince: Timestamp? {
        if case .running(let since) = self { since } else { nil }
    }

    public var isRunning: Bool {
        if case .running = self { true } else { false }
    }
}
