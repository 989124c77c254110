import AgentDomain
import Contracts
import KubernetesModel

/// Containers that are held at their CPU limit.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
struct ThrottlingRule: WorkloadRule {
    private static let throttledShare = 0.25

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let measured = investigation.index.snapshot.measurements.of(.cpuThrottledShare).filter { measurement in
            view.pods.contains { $0.name == measurement.object.name && $0.namespace == measurement.object.namespace }
        }
        guard let worst = measured.max(by: { $0.value < $1.value }) else {
            return [reportedThrottling(of: view, &investigation)].compactMap(\.self)
        }
        // What was measured and is low is no throttling, whatever an alert said of a burst.
        guard worst.value > Self.throttledShare, !investigation.isUsual(worst) || !view.isWell else { return [] }
        let throttled = finding(
            of: worst.object.container, share: worst.value, view: view, citing: investigation.cite(worst), investigation: &investigation)
        guard var held = AutoscalerRule.fault(holdingBack: view, investigation: &investigation) else { return [throttled] }
        held.explanation += " Meanwhile \(throttled.title.prefix(1).lowercased() + throttled.title.dropFirst()): \(worst.text)."
        held.evidence += throttled.evidence
        return [held, throttled]
    }

    private func finding(
        of container: String?, share: Double, view: WorkloadView, citing: EvidenceID, investigation: inout Investigation
    ) -> Finding {
        var evidence = [citing]
        if let container, let pod = view.pods.first, let limit = pod.spec.container(named: container)?.limits["cpu"] {
            evidence.append(
                investigation.cite(
                    "spec.containers[\(container)].resources.limits.cpu", limit.display("cpu"), of: investigation.index.reference(to: pod)))
        }
        return Finding(
            .cpuThrottling, view.object(container: container), role: .symptom, title: "Container \(container ?? "") is throttled at its CPU limit",
            explanation: "The container is throttled in \(Int((share * 100).rounded()))% of its scheduling periods.",
            confidence: investigation.alertMentions("throttl", "latency", "slow", "cpu") ? 0.9 : 0.75, evidence: evidence,
            details: ["container": container ?? ""])
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
}
