import Primitives

/// The events that any pod leaves behind, and those that belong to a state by itself.
///
/// Source of the wordings: https://github.com/kubernetes/kubernetes/tree/v1.33.0/pkg/kubelet (events, images, kuberuntime), pkg/scheduler/schedule_one.go
struct RoutineEvents: Sendable {
    let builder: PodBuilder

    /// Events are kept for an hour.
    private static let kept = Duration.seconds(3600)

    var events: [EventDraft] {
        var events: [EventDraft] = []
        let state = builder.state
        let age = builder.age
        func add(
            _ type: String, _ reason: String, _ message: String, at: Duration, count: Int = 1, last: Duration? = nil, source: String = "kubelet",
            container: String? = nil
        ) {
            events.append(
                EventDraft(
                    object: .init(kind: "Pod", namespace: builder.namespace, name: builder.name), container: container, type: type, reason: reason,
                    message: message, source: source, host: source == "kubelet" ? builder.node : nil, count: count, first: at, last: last ?? at))
        }
        if state.phase.isScheduled, age < Self.kept {
            add(
                "Normal", "Scheduled", "Successfully assigned \(builder.namespace)/\(builder.name) to \(builder.node)", at: age,
                source: "default-scheduler")
        }
        let containers = builder.template.spec["containers"]?.array ?? []
        let main = containers.first
        let name = state.container ?? main?["name"]?.string ?? ""
        switch state.phase {
        case .running, .unready, .terminating, .failed, .succeeded:
            if age < Self.kept {
                for container in containers {
                    let image = container["image"]?.string ?? ""
                    let name = container["name"]?.string ?? ""
                    add("Normal", "Pulled", "Container image \"\(image)\" already present on machine", at: age - .seconds(1), container: name)
                    add("Normal", "Created", "Created container: \(name)", at: age - .seconds(2), container: name)
                    add("Normal", "Started", "Started container \(name)", at: age - .seconds(2), container: name)
                }
            }
        case .crashloop:
            add(
                "Warning", "BackOff",
                "Back-off restarting failed container \(name) in pod \(builder.name)_\(builder.namespace)(\(builder.uid))",
                at: min(builder.since, .seconds(3500)), count: (state.restarts ?? 7) * 6, last: .seconds(20), container: name)
        case .unscheduled:
            if let message = state.message {
                add(
                    "Warning", "FailedScheduling", message, at: min(builder.since, .seconds(3500)),
                    count: max(1, Int(builder.since.wholeMicroseconds / 300_000_000)), last: .seconds(45), source: "default-scheduler")
            }
        case .gated, .creating, .waiting, .terminated, .evicted, .unreachable, .missing:
            break
        }
        return events
    }

    /// What the controller says that was refused a pod.
    static func refusal(_ state: PodState, plan: WorkloadPlan) -> EventDraft? {
        guard let message = state.message else { return nil }
        let object: ClusterDraft.Key =
            plan.kind == .deployment
            ? .init(kind: "ReplicaSet", namespace: plan.namespace, name: plan.replicaSetName)
            : .init(
                kind: plan.kind == .cronjob ? "Job" : plan.kind.apiKind, namespace: plan.namespace,
                name: plan.kind == .cronjob ? plan.jobName : plan.name)
        let text =
            plan.kind == .statefulset
            ? "create Pod \(plan.name)-\(plan.podNames.count) in StatefulSet \(plan.name) failed error: \(message)" : "Error creating: \(message)"
        let source =
            switch plan.kind {
            case .deployment: "replicaset-controller"
            case .statefulset: "statefulset-controller"
            case .daemonset: "daemonset-controller"
            case .job, .cronjob, .pod: "job-controller"
            }
        let since = state.since ?? min(plan.rollout?.ago ?? plan.age, .seconds(900))
        return EventDraft(
            object: object, reason: "FailedCreate", message: text, source: source, count: 14, first: min(since, .seconds(3500)), last: .seconds(70))
    }
}
