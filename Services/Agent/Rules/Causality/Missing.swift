import AgentDomain
import Contracts
import KubernetesModel

/// What couldn't be read, a sentence each, with the verb and the resource that a role would need.
enum Missing {
    /// What verdicts stand on first.
    ///
    /// - Parameter essentialOnly: Leaves out what explains more and decides nothing.
    static func sentences(_ snapshot: ClusterSnapshot, target: InvestigationTarget, essentialOnly: Bool = false) -> [String] {
        var sentences: [String] = []
        let failures = snapshot.failures.filter { !essentialOnly || !$0.isAuxiliary }
        // Not in the order in which they failed: where more fail than are told, what is told must not be chance.
        for failure in failures.sorted(by: { importance($0) < importance($1) }) {
            let place = failure.namespace.map { " in namespace \($0)" } ?? ""
            let sentence =
                switch failure.reason {
                case .forbidden: "May not \(failure.verb) \(failure.resource)\(place): the agent's role lacks the verb."
                case .notServed: "The cluster does not serve \(failure.resource)."
                case .throttled: "The API server had no time for reading \(failure.resource)\(place): it throttles the agent (429)."
                case .timedOut: "Reading \(failure.resource)\(place) took too long."
                case .unavailable: "Reading \(failure.resource)\(place) failed: \(failure.message)"
                case .truncated: "Not all \(failure.resource)\(place) were read: \(failure.message)"
                case .malformed: "The answer for \(failure.resource)\(place) could not be read: \(failure.message)"
                }
            if failure.reason != .notServed, !sentences.contains(sentence) { sentences.append(sentence) }
        }
        let late = snapshot.logs.filter { $0.content == .timedOut }.count
        if late > 0 { sentences.append("\(late) container log\(late == 1 ? "" : "s") took too long to read.") }
        // The other sources' are few, and not to be crowded out by a cluster that fails in every way.
        let gaps = snapshot.gaps.map(\.text)
        let bounded = Array(sentences.prefix(12))
        return essentialOnly ? bounded + gaps : gaps + bounded
    }

    /// Pods first, then what else the namespace holds, then what belongs to the whole cluster.
    private static func importance(_ failure: ReadFailure) -> (Int, Int, String, String, String) {
        let place = failure.resource.hasPrefix("pods") ? 0 : failure.namespace == nil ? 2 : 1
        return (failure.isAuxiliary ? 1 : 0, place, failure.resource, failure.namespace ?? "", failure.verb)
    }
}

/// Other troubles of the namespace: not the alert's cause, and worth a word.
enum Neighbours {
    static func notes(besides known: Set<ObjectReference>, target: InvestigationTarget, index: ClusterIndex) -> [String] {
        guard let namespace = target.labels.namespace else { return [] }
        return unwell(in: namespace, besides: known, index: index) + debugging(target, index: index)
    }

    /// Containers that somebody added to the target's pods to look into them, and that don't start: they say nothing of the pods.
    ///
    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
    static func debugging(_ target: InvestigationTarget, index: ClusterIndex) -> [String] {
        guard let pods = target.workload.flatMap({ index.workload($0) }).map({ index.pods(of: $0) }) else { return [] }
        return pods.flatMap { pod in
            pod.status.containers.compactMap { status -> String? in
                guard pod.spec.container(named: status.name)?.role == .ephemeral, let reason = status.state.waitingReason else { return nil }
                return "Ephemeral container \(status.name) of pod \(pod.name) doesn't start (\(reason)); that is no fault of the pod's."
            }
        }
        .prefix(3).map(\.self)
    }

    private static func unwell(in namespace: String, besides known: Set<ObjectReference>, index: ClusterIndex) -> [String] {
        var unwell: [ObjectReference: String] = [:]
        for pod in index.pods(in: namespace) where !PodHealth(pod).isReady && !PodHealth(pod).isDone {
            let owner = index.workload(of: pod)
            // A failed pod's record: its controller made another.
            guard pod.status.phase != "Failed" || [Job.kind, Pod.kind].contains(owner.reference.kind) else { continue }
            let workload = owner.reference
            guard !known.contains(workload), unwell[workload] == nil else { continue }
            unwell[workload] =
                pod.status.containers.compactMap { $0.state.waitingReason ?? $0.state.termination?.reason }.first ?? pod.status.conditions[
                    "PodScheduled"]?.reason ?? "not ready"
        }
        guard !unwell.isEmpty else { return [] }
        let list = unwell.sorted { $0.key.name < $1.key.name }.prefix(6).map { "\($0.key.name) (\($0.value))" }.joined(separator: ", ")
        return ["Also unwell in namespace \(namespace), with no connection to this alert: \(list)."]
    }
}
