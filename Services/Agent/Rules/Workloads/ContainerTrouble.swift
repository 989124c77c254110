import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What a container is going through, judged from its state and not from one word of it: between two restarts a crash-looping container
/// reads Running and Ready, `Error` or `OOMKilled`, before it reads CrashLoopBackOff.
enum ContainerTrouble {
    /// It can't be started: the kubelet's reason and message.
    case cannotStart(reason: String, message: String)
    /// It waits for what comes before it: volumes, sandbox, init containers.
    case creating
    /// It ends again and again, or ended for good.
    case crashing(ContainerState.Termination)
    /// It runs and isn't ready, since when the run began.
    case notReady(since: Timestamp?)
    /// It did its work.
    case done
    /// It is well; how its last run ended, where it was restarted.
    case well(lastEnd: ContainerState.Termination?)

    /// A container that outlives its last run by this and a bit is taken for recovered.
    private static let survival = Duration.seconds(60)
    /// The kubelet forgets a container's back-off after ten minutes of running.
    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
    private static let backOffReset = Duration.seconds(600)

    init(_ status: ContainerStatus, role: Container.Role, pod: Pod, investigation: Investigation) {
        let isInitial = role == .initial
        switch status.state {
        case .waiting(let reason, let message):
            switch reason {
            case "CrashLoopBackOff":
                self = .crashing(status.lastState.termination ?? Self.unknownEnd)
            case nil, "ContainerCreating", "PodInitializing":
                if let end = status.lastState.termination, end.exitCode != 0, end.reason != "ContainerStatusUnknown" {
                    self = .crashing(end)
                } else {
                    self = .creating
                }
            case .some(let reason):
                self = .cannotStart(reason: reason, message: message ?? "")
            }
        case .terminated(let end):
            if end.exitCode == 0, isInitial || pod.spec.restartPolicy != "Always" {
                self = .done
            } else if end.reason == "ContainerStatusUnknown", pod.status.reason != nil {
                // The node lost track of it: the pod's own reason (Evicted, NodeLost) says why.
                self = .creating
            } else {
                self = .crashing(end)
            }
        case .running(let since):
            let end = status.lastState.termination
            if let end, Self.isStillLooping(status, since: since, end: end, pod: pod, investigation: investigation) {
                self = .crashing(end)
            } else if !status.isReady, !isInitial {
                self = .notReady(since: since)
            } else {
                self = .well(lastEnd: end)
            }
        case .unknown:
            self = .creating
        }
    }

    private static let unknownEnd = ContainerState.Termination(exitCode: -1, signal: nil, reason: nil, message: nil, startedAt: nil, finishedAt: nil)

    /// Whether a running container is only between two crashes.
    private static func isStillLooping(
        _ status: ContainerStatus, since: Timestamp?, end: ContainerState.Termination, pod: Pod, investigation: Investigation
    ) -> Bool {
        guard end.reason != "ContainerStatusUnknown", let finished = end.finishedAt else { return false }
        if end.reason == "OOMKilled", isFelt(status, killedAt: finished, investigation) { return true }
        guard end.exitCode != 0 || status.restartCount >= 3, investigation.isRecent(finished) else { return false }
        let run = investigation.now - (since ?? finished)
        let lifetime = end.startedAt.map { finished - $0 } ?? .zero
        let enough = min(lifetime * 2 + Self.survival, Self.backOffReset)
        if !status.isReady { return run < Self.backOffReset }
        return status.restartCount >= 2 && run < enough || status.restartCount >= 3 && isInRhythm(status, pod: pod, investigation: investigation)
    }

    /// A kill for memory is the alert's business if it happened in its time, even where the container lives again: with the alert's beginning,
    /// not for the first time, or where the alert is about pods or memory.
    private static func isFelt(_ status: ContainerStatus, killedAt time: Timestamp, _ investigation: Investigation) -> Bool {
        guard investigation.isRecent(time) else { return false }
        return status.restartCount > 1 || time <= investigation.alert.startsAt + AlertTime.lead || investigation.isAboutPodState
            || investigation.alertMentions("oom", "memory", "restart", "crash", "kill")
    }

    /// Whether the next end is due: the kubelet's own events say how often a container was killed, and when the last time.
    private static func isInRhythm(_ status: ContainerStatus, pod: Pod, investigation: Investigation) -> Bool {
        investigation.index.events(of: pod).contains { event in
            guard event.object.container == status.name, ["Killing", "BackOff", "Unhealthy"].contains(event.reason), event.count >= 3,
                event.reason != "Unhealthy" || event.message.hasPrefix("Liveness"), let first = event.firstSeen, let last = event.lastSeen
            else { return false }
            let times = event.reason == "Unhealthy" ? max(2, status.restartCount) : event.count
            let interval = (last - first) / Double(times - 1)
            return investigation.now - last < min(interval * 1.5 + Self.survival, .seconds(3600))
        }
    }
}
