import Primitives

/// The statuses of a pod's containers, as the kubelet reports them for a state.
struct ContainerStatuses: Sendable {
    let builder: PodBuilder
    /// The pod doesn't come past one of its init containers.
    let isInitStuck: Bool

    private var state: PodState { builder.state }

    func status(of container: JSONValue) -> JSONValue {
        let name = container["name"]?.string ?? ""
        let main = builder.template.spec["containers"]?.array?.first?["name"]?.string
        if isInitStuck || state.phase == .creating { return waiting(container, reason: isInitStuck ? "PodInitializing" : "ContainerCreating") }
        if name == state.container ?? main { return stuck(container) }
        switch state.phase {
        case .waiting: return running(container)
        case .failed, .succeeded: return terminated(container, reason: "Completed", exitCode: 0)
        default: return running(container)
        }
    }

    /// - Parameter position: Of the container among the init containers, which run one after the other.
    func initStatus(_ container: JSONValue, at position: Int, among containers: [JSONValue]) -> JSONValue {
        let stuckAt = isInitStuck ? containers.firstIndex { $0["name"]?.string == state.container } : nil
        if state.phase == .creating { return waiting(container, reason: "PodInitializing") }
        if let stuckAt, position > stuckAt { return waiting(container, reason: "PodInitializing") }
        if position == stuckAt { return stuck(container) }
        // A native sidecar goes on running beside the containers.
        if container["restartPolicy"]?.string == "Always" { return running(container) }
        var status = terminated(container, reason: "Completed", exitCode: 0)
        status.set("ready", true)
        return status
    }

    private func stuck(_ container: JSONValue) -> JSONValue {
        switch state.phase {
        case .unready:
            return running(container, isReady: false)
        case .waiting:
            return waiting(container, reason: state.reason ?? "ContainerCreating", message: state.message)
        case .crashloop:
            let name = container["name"]?.string ?? ""
            let why = "back-off 5m0s restarting failed container=\(name) pod=\(builder.name)_\(builder.namespace)(\(builder.uid))"
            var status = waiting(container, reason: "CrashLoopBackOff", message: why)
            status.set("restartCount", .integer(Int64(state.restarts ?? 7)))
            status.set("lastState", ["terminated": terminatedState(last)])
            status.set("containerID", .string(builder.identity.containerID("\(builder.name)/\(name)/last")))
            return status
        case .terminated:
            var status = terminated(container, reason: state.reason ?? "Error", exitCode: state.exitCode ?? 1)
            if let last = state.last { status.set("lastState", ["terminated": terminatedState(last)]) }
            return status
        case .failed:
            return terminated(container, reason: state.reason ?? "Error", exitCode: state.exitCode ?? 1)
        case .succeeded:
            return terminated(container, reason: "Completed", exitCode: 0)
        default:
            return running(container)
        }
    }

    /// How the last run of a crash loop ended: said by itself, or by the state's own reason and exit code.
    private var last: PodState.Termination {
        state.last
            ?? PodState.Termination(reason: state.reason ?? "Error", exitCode: state.exitCode ?? 1, message: state.message, at: .seconds(-90))
    }

    private func base(_ container: JSONValue, isReady: Bool, isStarted: Bool, restarts: Int) -> JSONValue {
        let name = container["name"]?.string ?? ""
        let image = container["image"]?.string ?? ""
        let digest = builder.identity.uid("image \(image)").filter { $0 != "-" }
        return .map([
            "name": .string(name), "image": .string(image), "imageID": .string("\(image.split(separator: "@")[0])@sha256:\(digest)\(digest)"),
            "ready": .bool(isReady), "started": .bool(isStarted), "restartCount": .integer(Int64(restarts)), "lastState": [:],
            "containerID": .string(builder.identity.containerID("\(builder.name)/\(name)")),
        ])
    }

    private func running(_ container: JSONValue, isReady: Bool = true) -> JSONValue {
        let isOwn = container["name"]?.string == state.container ?? builder.template.spec["containers"]?.array?.first?["name"]?.string
        let restarts = isOwn ? state.restarts ?? 0 : 0
        var status = base(container, isReady: isReady, isStarted: true, restarts: restarts)
        var start = builder.age - .seconds(3)
        if isOwn, let last = state.last {
            status.set("lastState", ["terminated": terminatedState(last)])
            start = .zero - last.at - .seconds(1)
        }
        status.set("state", ["running": ["startedAt": .ago(start)]])
        return status
    }

    private func waiting(_ container: JSONValue, reason: String, message: String? = nil) -> JSONValue {
        var status = base(container, isReady: false, isStarted: false, restarts: state.restarts ?? 0)
        status.set("imageID", "")
        status.set("containerID", nil)
        status.set("state", ["waiting": .map(["reason": .string(reason), "message": message.map(JSONValue.string)])])
        let isOwn = !isInitStuck || container["name"]?.string == state.container
        if isOwn, state.phase == .waiting, let last = state.last { status.set("lastState", ["terminated": terminatedState(last)]) }
        if !isOwn { status.set("restartCount", 0) }
        return status
    }

    private func terminated(_ container: JSONValue, reason: String, exitCode: Int) -> JSONValue {
        var status = base(container, isReady: false, isStarted: false, restarts: state.restarts ?? 0)
        let isOwn = exitCode != 0 || state.phase == .succeeded
        let end: Duration = state.phase == .terminated ? .seconds(10) : state.phase.isStuck || !isOwn ? builder.age - .seconds(5) : builder.since
        status.set(
            "state",
            [
                "terminated": terminatedState(
                    .init(reason: reason, exitCode: exitCode, message: isOwn ? state.message : nil, at: .zero - end))
            ])
        return status
    }

    private func terminatedState(_ last: PodState.Termination) -> JSONValue {
        .map([
            "reason": .string(last.reason), "exitCode": .integer(Int64(last.exitCode)), "message": last.message.map(JSONValue.string),
            "finishedAt": .ago(.zero - last.at), "startedAt": .ago(.zero - last.at + .seconds(4)),
            "containerID": .string(builder.identity.containerID("\(builder.name)/last")),
        ])
    }
}
