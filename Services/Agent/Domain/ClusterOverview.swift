import Contracts
import KubernetesModel

/// The objects around an alert, a line each: what a person would see first of `kubectl get all`.
package enum ClusterOverview {
    package struct Line: Hashable, Sendable {
        package var text: String
        package var isUnwell: Bool

        package init(text: String, isUnwell: Bool) {
            self.text = text
            self.isUnwell = isUnwell
        }
    }

    /// Workloads of the namespaces that were read and nodes, those that are unwell first.
    package static func lines(_ index: ClusterIndex) -> [Line] {
        let workloads = index.workloads.sorted { $0.reference.description < $1.reference.description }.map { line($0, index) }
        let nodes = index.snapshot.nodes.sorted { $0.name < $1.name }.map(line)
        let all = workloads + nodes
        return all.filter(\.isUnwell) + all.filter { !$0.isUnwell }
    }

    private static func line(_ workload: Workload, _ index: ClusterIndex) -> Line {
        let pods = index.pods(of: workload)
        let unready = pods.filter { !PodHealth($0).isReady && !PodHealth($0).isDone }
        let ready = pods.count { PodHealth($0).isReady }
        var text = "\(workload.reference): \(ready) of \(workload.desired ?? pods.count) pods ready"
        let reasons = unready.flatMap(Self.reasons)
        let distinct = reasons.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if !distinct.isEmpty { text += "; " + distinct.prefix(4).joined(separator: ", ") }
        let restarts = pods.flatMap(\.status.containers).map(\.restartCount).max() ?? 0
        if restarts > 0 { text += "; up to \(restarts) restarts" }
        return Line(text: text, isUnwell: !unready.isEmpty || workload.desired.map { ready < $0 } == true)
    }

    private static func reasons(_ pod: Pod) -> [String] {
        var reasons: [String] = []
        for status in pod.status.containers where !status.isReady {
            if let reason = status.state.waitingReason ?? status.state.termination?.reason { reasons.append("\(status.name) \(reason)") }
        }
        if let scheduled = pod.status.conditions["PodScheduled"], scheduled.status == "False", let reason = scheduled.reason {
            reasons.append(reason)
        }
        return reasons
    }

    private static func line(_ node: Node) -> Line {
        let isReady = node.conditions["Ready"]?.status == "True"
        let pressures = node.conditions.filter { $0.type != "Ready" && $0.status == "True" }.map(\.type)
        return Line(
            text: "Node \(node.name): " + ([isReady ? "ready" : "not ready"] + pressures).joined(separator: ", "),
            isUnwell: !isReady || !pressures.isEmpty)
    }
}
