public import KubernetesModel

/// A pod's state at a glance.
public struct PodHealth: Sendable {
    private let pod: Pod

    public init(_ pod: Pod) {
        self.pod = pod
    }

    public var isReady: Bool { pod.status.conditions["Ready"]?.status == "True" }

    /// Ended as it should: a Job's pod that did its work.
    public var isDone: Bool { pod.status.phase == "Succeeded" }

    /// Not ready and not done, or restarted at least once.
    public var isTroubled: Bool {
        !isDone && (!isReady || pod.status.containers.contains { $0.restartCount > 0 })
    }

    /// Waiting to start for the first time: its log can't exist.
    public static func hasNoLog(_ status: ContainerStatus) -> Bool {
        guard case .waiting(let reason, _) = status.state, status.lastState == .unknown, status.restartCount == 0 else { return false }
        return reason != "CrashLoopBackOff"
    }
}
