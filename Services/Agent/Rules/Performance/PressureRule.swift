import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Memory that runs out and processors that are used up, by what was measured of the workload's containers and of their node.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
struct PressureRule: WorkloadRule {
    static let memoryShare = 0.9

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let measurements = investigation.index.snapshot.measurements
        func own(_ quantity: Measurement.Quantity) -> [Measurement] {
            measurements.of(quantity).filter { one in view.pods.contains { $0.name == one.object.name && $0.namespace == one.object.namespace } }
        }
        var found: [Finding] = []
        if let memory = own(.memoryWorkingSet).max(by: { ($0.shareOfBound ?? 0) < ($1.shareOfBound ?? 0) }),
            let finding = Self.memory(memory, view: view, investigation: &investigation)
        {
            found.append(finding)
        }
        if let processor = processor(view, own(.cpuUsage), investigation: &investigation) {
            if processor.category == .cpuThrottling, let held = AutoscalerRule.fault(holdingBack: view, investigation: &investigation) {
                found.append(held)
            }
            found.append(processor)
        }
        if let connections = own(.connectionsInUse).first(where: { ($0.shareOfBound ?? 0) >= 0.95 }) {
            found.append(
                Finding(
                    .databaseConnectionsExhausted, view.object(container: connections.object.container), role: .symptom,
                    title: "The connections of \(view.workload.name) are used up",
                    explanation: "\(view.reference) uses all of the connections that it may have.", confidence: 0.85,
                    evidence: [investigation.cite(connections)], since: connections.changedAt))
        }
        if found.isEmpty, let told = reported(view, &investigation) { found.append(told) }
        return found
    }

    // MARK: Memory

    static func memory(_ memory: Measurement, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        let container = memory.object.container
        let object = view.object(container: container)
        if isLeak(memory) {
            return Finding(
                .memoryLeak, object, role: .symptom, title: "The memory of container \(container ?? "") grows until it is gone",
                explanation: "The memory of container \(container ?? "") of \(view.reference) rises steadily and never falls: \(memory.text).",
                confidence: 0.82, evidence: [investigation.cite(memory)], since: memory.changedAt, details: ["container": container ?? ""])
        }
        // A program that has always filled its limit harms nobody by it.
        guard let share = memory.shareOfBound, share >= memoryShare, !investigation.isUsual(memory) || !view.isWell else { return nil }
        return Finding(
            .memoryPressure, object, role: .symptom, title: "Container \(container ?? "") uses \(Int((share * 100).rounded()))% of its memory limit",
            explanation: "Container \(container ?? "") of \(view.reference) is close to being killed: \(memory.text).",
            confidence: investigation.alertMentions("memory") ? 0.88 : 0.7, evidence: [investigation.cite(memory)], since: memory.changedAt,
            details: ["container": container ?? ""])
    }

    /// A rise that goes on for a quarter of an hour, by half and more, towards a limit that it will reach.
    static func isLeak(_ memory: Measurement) -> Bool {
        guard let trend = memory.trend, trend.isSteadyRise, trend.fit >= 0.8, trend.span >= .seconds(900) else { return false }
        let start = trend.level - trend.slope * Double(trend.span.components.seconds)
        guard start > 0, trend.level / start >= 1.5 else { return false }
        return memory.forecast != nil || (memory.shareOfBound ?? 0) >= 0.7
    }

    // MARK: Processors

    private func processor(_ view: WorkloadView, _ usage: [Measurement], investigation: inout Investigation) -> Finding? {
        if let whole = wholeNode(view, usage, investigation: &investigation) { return whole }
        for name in Set(view.pods.compactMap(\.spec.nodeName)).sorted() {
            let node = ObjectReference(kind: Node.kind, namespace: nil, name: name)
            if let found = NodeLoadRule.contention(on: node, around: view, investigation: &investigation) { return found }
        }
        guard let busy = usage.max(by: { ($0.shareOfBound ?? 0) < ($1.shareOfBound ?? 0) }), let share = busy.shareOfBound, share >= 0.95,
            !investigation.isUsual(busy) || !view.isWell
        else { return nil }
        let container = busy.object.container
        return Finding(
            .cpuThrottling, view.object(container: container), role: .symptom, title: "Container \(container ?? "") uses all of its CPU limit",
            explanation: "Container \(container ?? "") of \(view.reference) is at its CPU limit: \(busy.text).", confidence: 0.72,
            evidence: [investigation.cite(busy)], since: busy.changedAt)
    }

    /// A workload without a limit that uses its whole node.
    private func wholeNode(_ view: WorkloadView, _ usage: [Measurement], investigation: inout Investigation) -> Finding? {
        for one in usage {
            guard let pod = view.pods.first(where: { $0.name == one.object.name }),
                let node = pod.spec.nodeName.flatMap({ investigation.index.node($0) }),
                let cores = node.allocatable["cpu"]?.value, cores > 0, one.value / cores >= 0.85
            else { continue }
            return Finding(
                .cpuSaturation, view.object(container: one.object.container), role: .symptom,
                title: "\(view.workload.name) uses all of node \(node.name)'s CPU",
                explanation: "Pod \(pod.name) uses \(one.text), and node \(node.name) has \(cores) in all.", confidence: 0.85,
                evidence: [investigation.cite(one)], since: one.changedAt)
        }
        return nil
    }

    // MARK: The alert's word

    /// Nothing was measured here, but the alert itself is a measurement: it is believed as far as the spec bears it out.
    private func reported(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        guard view.reference == investigation.target.workload, !investigation.isAboutPodState else { return nil }
        let alert = investigation.alert
        let isMeasured = investigation.index.snapshot.measurements.contains { $0.quantity == .memoryWorkingSet || $0.quantity == .cpuUsage }
        guard !isMeasured else { return nil }
        let category: CauseCategory
        let resource: String
        if investigation.alertMentions("memory leak", "memoryleak", "leaking") {
            (category, resource) = (.memoryLeak, "memory")
        } else if investigation.alertMentions("noisy", "cpu steal", "neighbour", "neighbor") {
            (category, resource) = (.noisyNeighbour, "cpu")
        } else if investigation.alertMentions(
            "memory usage", "high memory", "highmemory", "memoryhigh", "memory near", "memorypressure", "memory pressure", "memory limit")
        {
            (category, resource) = (.memoryPressure, "memory")
        } else if investigation.alertMentions("cpu usage", "high cpu", "highcpu", "cpuhigh", "cpu saturat", "cpusaturat") {
            (category, resource) = (.cpuSaturation, "cpu")
        } else {
            return nil
        }
        guard let pod = view.pods.first else { return nil }
        let container = pod.spec.containers.first { one in investigation.target.container.map { $0 == one.name } ?? (one.role == .main) }
        let limit = container?.limits[resource]?.display(resource) ?? "none"
        let evidence = investigation.cite(
            "spec.containers[\(container?.name ?? "")].resources.limits.\(resource)", limit, of: investigation.index.reference(to: pod))
        let words = alert.annotations["description"] ?? alert.annotations["summary"] ?? alert.name
        return Finding(
            category, view.object(container: container?.name), role: .symptom, title: "The alert measured it: \(alert.name)",
            explanation: "\(words) The \(resource) limit of container \(container?.name ?? "") is \(limit); no measurement of its own was at hand.",
            confidence: 0.55, evidence: [evidence], since: alert.startsAt)
    }
}
