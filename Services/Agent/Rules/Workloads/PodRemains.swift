import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// The records that failed pods leave behind.
///
/// A controller replaces a pod that was evicted, refused or shut down with its node, and its record stays until the garbage collector's bound of
/// thousands is reached, or for good on a small cluster.
/// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection
struct PodRemains {
    /// So long after a pod's end, with a successor that runs, its end is no news.
    private static let mourning = Duration.seconds(1800)

    private let isReplacing: Bool
    private let isShort: Bool
    private let successor: Timestamp?
    private let hasOthers: Bool
    private let named: Pod?

    init(of workload: Workload, pods: [Pod], named: Pod?) {
        self.named = named
        isReplacing = ![Job.kind, Pod.kind].contains(workload.reference.kind)
        let ready = pods.filter { PodHealth($0).isReady }
        isShort = workload.desired.map { $0 > ready.count } ?? true
        successor = ready.compactMap(\.metadata.creationTimestamp).max()
        hasOthers = pods.contains { $0.status.phase != "Failed" }
    }

    func isHistory(_ pod: Pod, _ investigation: Investigation) -> Bool {
        guard isReplacing, pod.status.phase == "Failed" else { return false }
        let ended = Self.end(of: pod, investigation)
        guard isShort else {
            // A pod's successor was made when it went.
            let isOld = investigation.now - investigation.alert.startsAt > Self.mourning
            if let gone = ended ?? (isOld ? successor : nil), investigation.now - gone > Self.mourning { return true }
            return !investigation.isRecent(ended) && pod.metadata.uid != named?.metadata.uid && !investigation.alertMentions("evict")
        }
        // What keeps the workload short now is to be seen of the pods that came after.
        return hasOthers && ended.map { !investigation.isRecent($0) } ?? false
    }

    private static func end(of pod: Pod, _ investigation: Investigation) -> Timestamp? {
        pod.status.conditions["DisruptionTarget"]?.lastTransitionTime ?? investigation.index.events(of: pod).first?.lastSeen
            ?? pod.status.containers.compactMap { $0.state.termination?.finishedAt }.max() ?? pod.status.conditions["Ready"]?.lastTransitionTime
    }
}
