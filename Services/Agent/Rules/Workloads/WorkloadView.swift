import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// A workload with the pods that speak for it in this investigation.
struct WorkloadView {
    let workload: Workload
    /// Without those that are history; the one that the alert names and the troubled ones first.
    let pods: [Pod]
    /// The workload's own events and its ReplicaSets', the latest first.
    let events: [Event]

    init(_ workload: Workload, in investigation: Investigation) {
        self.workload = workload
        let index = investigation.index
        let named = investigation.target.pod
        // The pods that failed before a Job succeeded, or before its CronJob's next run did, are history.
        let isOver = index.job(workload.reference).map { JobRule.isSuperseded($0, investigation) } ?? false
        let all =
            isOver
            ? []
            : index.pods(of: workload).filter { pod in
                // A pod on its way out is no news, unless it is what the alert is about or it won't go.
                pod.metadata.deletionTimestamp == nil || pod.metadata.uid == named?.metadata.uid
            }
        let remains = PodRemains(of: workload, pods: all, named: named)
        pods = all.filter { !remains.isHistory($0, investigation) }.sorted { first, second in
            Self.rank(first, named: named) < Self.rank(second, named: named)
        }
        events = index.events(of: workload)
    }

    private static func rank(_ pod: Pod, named: Pod?) -> (Int, Int64) {
        let urgency = pod.metadata.uid == named?.metadata.uid ? 0 : PodHealth(pod).isTroubled ? 1 : 2
        return (urgency, -(pod.metadata.creationTimestamp?.microseconds ?? 0))
    }

    var reference: ObjectReference { workload.reference }

    var isWell: Bool { pods.allSatisfy { PodHealth($0).isReady || PodHealth($0).isDone } }

    /// The controller with one of its containers: what a container's fault is named for.
    func object(container: String?) -> ObjectReference {
        ObjectReference(kind: reference.kind, namespace: reference.namespace, name: reference.name, container: container)
    }

    /// Which pods of how many: `2 of 3 pods`.
    func share(_ troubled: Int) -> String {
        "\(troubled) of \(pods.count) pod\(pods.count == 1 ? "" : "s")"
    }
}
