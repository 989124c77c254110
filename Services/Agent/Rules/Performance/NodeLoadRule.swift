import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Nodes whose processors are used up, and by whom.
///
/// A workload whose pods use far more than they asked for takes it from those beside them: requests are what a node shares out under load.
/// Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
enum NodeLoadRule {
    /// Of the node's use, what one neighbour must take to be blamed.
    private static let dominant = 0.4

    static func saturated(_ node: ObjectReference, _ load: Measurement, besides view: WorkloadView?, investigation: inout Investigation) -> Finding {
        let index = investigation.index
        var uses: [ObjectReference: (cores: Double, measurement: Measurement)] = [:]
        for usage in index.snapshot.measurements.of(.cpuUsage) {
            guard let pod = index.pod(namespace: usage.object.namespace, name: usage.object.name), pod.spec.nodeName == node.name else { continue }
            let workload = index.workload(of: pod).reference
            let known = uses[workload]
            uses[workload] = ((known?.cores ?? 0) + usage.value, known.map { $0.measurement.value > usage.value ? $0.measurement : usage } ?? usage)
        }
        let cores = index.node(node.name)?.allocatable["cpu"]?.value ?? 0
        let own = view.flatMap { uses[$0.reference]?.cores } ?? 0
        if let view, let (neighbour, use) = uses.filter({ $0.key != view.reference }).max(by: { $0.value.cores < $1.value.cores }), cores > 0,
            use.cores / cores >= dominant, use.cores > own * 2
        {
            return Finding(
                .noisyNeighbour, neighbour, role: .symptom, title: "\(neighbour.name) takes the CPU of node \(node.name)",
                explanation:
                    "Node \(node.name) is at \(Int((load.value * 100).rounded()))% of its CPU, and \(neighbour) uses most of it; \(view.reference) beside it gets what is left.",
                confidence: 0.85, evidence: [investigation.cite(use.measurement), investigation.cite(load)], since: load.changedAt)
        }
        var evidence = [investigation.cite(load)]
        if let busiest = uses.max(by: { $0.value.cores < $1.value.cores }) { evidence.append(investigation.cite(busiest.value.measurement)) }
        return Finding(
            .cpuSaturation, node, role: .symptom, title: "The CPU of node \(node.name) is used up",
            explanation: "Node \(node.name) uses \(Int((load.value * 100).rounded()))% of its CPU: \(load.text).", confidence: 0.85,
            evidence: evidence,
            since: load.changedAt)
    }

    /// The alert's own measurement, where there is no other.
    private static func reported(_ node: ObjectReference, _ investigation: inout Investigation) -> Finding? {
        let words: [(CauseCategory, [String])] = [
            (.packetLoss, ["packet loss", "packetloss", "retransmi", "dropped packets", "receive errors", "transmit errors", "networkreceiveerrs"]),
            (.networkDelay, ["round trip", " rtt", "network latency", "networklatency"]),
            (
                .nodeDiskPressure,
                ["outofspace", "out of space", "outoffiles", "out of files", "outofinodes", "disk space", "diskfull", "almost out of"]
            ),
            (.nodeMemoryPressure, ["memoryhigh", "out of memory", "memory pressure", "memory usage"]),
        ]
        guard investigation.index.node(node.name) != nil,
            let (category, _) = words.first(where: { entry in investigation.alertMentions(any: entry.1) })
        else { return nil }
        return Finding(
            category, node, title: "\(investigation.alert.name) on node \(node.name)", explanation: investigation.alertText, confidence: 0.55,
            evidence: [investigation.citeAlert(of: node)], since: investigation.alert.startsAt)
    }

    /// What was measured of a node that reports no pressure.
    static func fault(of node: ObjectReference, investigation: inout Investigation) -> Finding? {
        let measurements = investigation.index.snapshot.measurements
        if let load = measurements.of(.nodeCPUUsed, node).first, load.value >= PressureRule.nodeShare {
            return saturated(node, load, besides: nil, investigation: &investigation)
        }
        if let memory = measurements.of(.nodeMemoryUsed, node).first, memory.value >= 0.93 {
            return Finding(
                .nodeMemoryPressure, node, title: "The memory of node \(node.name) is used up", explanation: "\(node): \(memory.text).",
                confidence: 0.8,
                evidence: [investigation.cite(memory)], since: memory.changedAt)
        }
        for quantity in [Measurement.Quantity.nodeDiskUsed, .nodeInodesUsed] {
            guard let disk = measurements.of(quantity, node).max(by: { ($0.shareOfBound ?? 0) < ($1.shareOfBound ?? 0) }),
                (disk.shareOfBound ?? 0) >= 0.9
            else { continue }
            return Finding(
                .nodeDiskPressure, node, title: "A disk of node \(node.name) is full", explanation: "\(node): \(disk.text).", confidence: 0.8,
                evidence: [investigation.cite(disk)], since: disk.changedAt)
        }
        if let loss = NetworkQualityRule.loss(of: node, investigation: &investigation) { return loss }
        let isMeasured = measurements.contains { $0.object == node && [.nodeDiskUsed, .nodeMemoryUsed].contains($0.quantity) }
        if let told = reported(node, &investigation), !isMeasured || [.packetLoss, .networkDelay].contains(told.category) { return told }
        if investigation.alertMentions("cpu", "load average", "nodeload", "systemload", "highload"), !investigation.alertMentions("kubelet"),
            measurements.isEmpty,
            let known = investigation.index.node(node.name)
        {
            return Finding(
                .cpuSaturation, node, role: .symptom, title: "The CPU of node \(node.name) is used up, as the alert says",
                explanation: "The alert measured it; no measurement of its own was at hand.", confidence: 0.55,
                evidence: [investigation.cite("status.allocatable.cpu", known.allocatable["cpu"]?.display("cpu") ?? "unknown", of: node)])
        }
        return nil
    }
}
