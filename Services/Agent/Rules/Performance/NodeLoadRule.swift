import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Nodes whose processors are used up, and by whom.
///
/// A workload whose pods use far more than they asked for takes it from those beside them: requests are what a node shares out under load.
/// Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
enum NodeLoadRule {
    /// What a workload suffers from on a node on which it has to wait for a processor.
    ///
    /// - Returns: nil for a node that has room, or that is as busy as ever: that harms nobody.
    static func contention(on node: ObjectReference, around view: WorkloadView, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        guard let contention = NodeContention(node, index), contention.isUsedUp, contention.isFelt(since: investigation.alert) else { return nil }
        let own = contention.tenants.first { $0.object == view.reference }
        let evidence = contention.measurements.map { investigation.cite($0) }
        let largest = contention.tenants.first
        if let largest, largest.object == view.reference, contention.dominates(largest) {
            return Finding(
                .cpuSaturation, view.reference, role: .symptom, title: "\(view.workload.name) uses most of node \(node.name)'s CPU",
                explanation: "\(contention.state) \(view.reference) itself uses \(largest.text).", confidence: 0.85,
                evidence: [investigation.cite(largest.measurement)] + evidence, since: contention.since)
        }
        if let largest, largest.object != view.reference, contention.dominates(largest), largest.cores > (own?.cores ?? 0) * 2, largest.hasRisen {
            let left = own.map { " \(view.reference) beside it gets \($0.text)." } ?? " \(view.reference) beside it gets what is left."
            let title =
                largest.object.namespace == view.reference.namespace
                ? "\(largest.object.name) takes the CPU of node \(node.name)"
                : "\(largest.object.name) of namespace \(largest.object.namespace ?? "") takes the CPU of node \(node.name)"
            return Finding(
                .noisyNeighbour, largest.object, role: .symptom, title: title,
                explanation: "\(contention.state) \(largest.object) uses \(largest.text).\(left)",
                confidence: 0.85,
                evidence: [investigation.cite(largest.measurement)] + evidence + [own?.measurement].compactMap(\.self).map { investigation.cite($0) },
                since: largest.measurement.changedAt ?? contention.since)
        }
        return saturated(node, contention, investigation: &investigation)
    }

    private static func saturated(_ node: ObjectReference, _ contention: NodeContention, investigation: inout Investigation) -> Finding {
        // Who uses little beside the largest has no part in it.
        let largest = contention.tenants.prefix(3).filter { $0.cores >= (contention.tenants.first?.cores ?? 0) / 4 }
        let users = largest.map { "\($0.object) \($0.text)" }.joined(separator: "; ")
        return Finding(
            .cpuSaturation, node, role: .symptom, title: "The CPU of node \(node.name) is used up",
            explanation: contention.state + (users.isEmpty ? "" : " Most of it goes to \(users)."), confidence: 0.85,
            evidence: contention.measurements.map { investigation.cite($0) } + largest.map { investigation.cite($0.measurement) },
            since: contention.since)
    }

    /// The alert's own measurement, where there is no other.
    private static func reported(_ node: ObjectReference, _ investigation: inout Investigation) -> Finding? {
        let words: [(CauseCategory, [String])] = [
            (.packetLoss, ["packet loss", "packetloss", "retransmi", "dropped packets", "receive errors", "transmit errors", "networkreceiveerrs"]),
            (.networkDelay, ["round trip", "rtt$", "network latency", "networklatency"]),
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
        if let contention = NodeContention(node, investigation.index), contention.isUsedUp,
            investigation.alert.isAboutPerformance || contention.isFelt(since: investigation.alert)
        {
            return saturated(node, contention, investigation: &investigation)
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
        return reportedlyUsedUp(node, &investigation)
    }

    /// An alert of the node's processors may have a lower bound than ours, and may be all that measured them.
    private static func reportedlyUsedUp(_ node: ObjectReference, _ investigation: inout Investigation) -> Finding? {
        let used = investigation.index.snapshot.measurements.of(.nodeCPUUsed, node).first
        guard investigation.alertMentions("cpu", "load average", "nodeload", "systemload", "highload"), !investigation.alertMentions("kubelet"),
            used.map({ $0.value >= reportable }) ?? true, let known = investigation.index.node(node.name)
        else { return nil }
        if used != nil, let contention = NodeContention(node, investigation.index) {
            var found = saturated(node, contention, investigation: &investigation)
            found.confidence = 0.7
            return found
        }
        return Finding(
            .cpuSaturation, node, role: .symptom, title: "The CPU of node \(node.name) is used up, as the alert says",
            explanation: "The alert measured it; no measurement of its own was at hand.", confidence: 0.55,
            evidence: [investigation.cite("status.allocatable.cpu", known.allocatable["cpu"]?.display("cpu") ?? "unknown", of: node)])
    }

    /// Of its processors: less is no reason for an alert that still fires.
    private static let reportable = 0.75
}
