import AgentDomain
import Contracts
import KubernetesModel

/// What only measurements show: throttling, saturation, a volume that is full.
struct MetricsRule: WorkloadRule {
    private static let throttledShare = 0.25

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let names = Set(view.pods.map(\.name))
        let series = investigation.index.snapshot.metrics.filter { $0.labels["pod"].map(names.contains) ?? false }
        var found: [Finding] = []
        for one in series where one.meaning == .cpuThrottledShare {
            guard let last = one.samples.last, last.value > Self.throttledShare else { continue }
            let container = one.labels["container"]
            let citation = cite(one, "\(Int((last.value * 100).rounded()))% of periods are throttled", &investigation)
            found.append(
                Finding(
                    .cpuThrottling, view.object(container: container), role: .symptom,
                    title: "Container \(container ?? "") is throttled at its CPU limit",
                    explanation: "The container is throttled in \(Int((last.value * 100).rounded()))% of its scheduling periods.", confidence: 0.75,
                    evidence: [citation]))
            break
        }
        if !series.contains(where: { $0.meaning == .cpuThrottledShare }), let told = reportedThrottling(of: view, &investigation) {
            found.append(told)
        }
        return found
    }

    /// Nothing was measured here, but the alert itself is a measurement: it is believed as far as the spec bears it out.
    private func reportedThrottling(of view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        guard view.reference == investigation.target.workload, investigation.alertMentions("throttl") else { return nil }
        for pod in view.pods {
            for container in pod.spec.containers where investigation.target.container.map({ $0 == container.name }) ?? true {
                guard let limit = container.limits["cpu"] else { continue }
                let citation = investigation.cite(
                    "spec.containers[\(container.name)].resources.limits.cpu", limit.display("cpu"), of: investigation.index.reference(to: pod))
                return Finding(
                    .cpuThrottling, view.object(container: container.name), role: .symptom,
                    title: "Container \(container.name) is throttled at its CPU limit",
                    explanation: "The alert measured throttling, and container \(container.name) may use \(limit.display("cpu")) CPUs.",
                    confidence: 0.6, evidence: [citation])
            }
        }
        return nil
    }

    private func cite(_ series: MetricSeries, _ text: String, _ investigation: inout Investigation) -> EvidenceID {
        investigation.evidence.cite(source: "prometheus", query: series.expression, object: nil, at: series.samples.last?.time, text: text)
    }

    /// A claim whose volume is nearly full, by the kubelet's volume statistics.
    static func fullVolume(_ claim: ObjectReference, investigation: inout Investigation) -> Finding? {
        func last(_ meaning: MetricSeries.Meaning) -> MetricSeries? {
            investigation.index.snapshot.metrics.first {
                $0.meaning == meaning && $0.labels["persistentvolumeclaim"] == claim.name && $0.labels["namespace"] == claim.namespace
            }
        }
        for (usedMeaning, sizeMeaning, words) in [
            (MetricSeries.Meaning.volumeUsedBytes, MetricSeries.Meaning.volumeCapacityBytes, "space"), (.volumeUsedInodes, .volumeInodes, "inodes"),
        ] {
            guard let used = last(usedMeaning), let size = last(sizeMeaning), let a = used.samples.last?.value, let b = size.samples.last?.value,
                b > 0, a / b > 0.9
            else { continue }
            let share = Int((a / b * 100).rounded())
            let citation = investigation.evidence.cite(
                source: "prometheus", query: used.expression, object: claim, at: used.samples.last?.time,
                text: "\(share)% of the volume's \(words) is used")
            return Finding(
                .diskFull, claim, title: "The volume of claim \(claim.name) is \(share)% full",
                explanation: "\(share)% of the \(words) of claim \(claim.name) is used.",
                confidence: 0.9, evidence: [citation])
        }
        return nil
    }

    /// Without measurements, a firing alert that says that the volume of a bound claim fills up is the only one there is.
    static func reportedlyFull(_ claim: ObjectReference, investigation: inout Investigation) -> Finding? {
        let isMeasured = investigation.index.snapshot.metrics.contains { $0.labels["persistentvolumeclaim"] == claim.name }
        guard !isMeasured,
            investigation.alertMentions(
                "fillingup", "filling up", "fill up", "almost full", "is full", "disk space", "space left", "outofspace", "out of space", "inode",
                "usage"),
            let object = investigation.index.snapshot.persistentVolumeClaims.first(where: { investigation.index.reference(to: $0) == claim })
        else { return nil }
        let citation = investigation.cite("status.capacity.storage", object.capacity?.description ?? "unknown", of: claim)
        return Finding(
            .diskFull, claim, title: "The volume of claim \(claim.name) is nearly full",
            explanation: "The alert measured that the volume of claim \(claim.name) runs full; no measurement of its own was at hand.",
            confidence: 0.6,
            evidence: [citation])
    }
}
