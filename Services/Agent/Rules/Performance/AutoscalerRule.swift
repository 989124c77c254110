import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Autoscalers that can't measure or may not grow.
///
/// Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
enum AutoscalerRule {
    /// In its first minutes an autoscaler has no metrics yet.
    private static let patience = Duration.seconds(180)

    static func fault(of autoscaler: HorizontalPodAutoscaler, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: autoscaler)
        if let active = autoscaler.conditions["ScalingActive"], active.status == "False", active.reason != "ScalingDisabled",
            autoscaler.metadata.creationTimestamp.map({ investigation.now - $0 > patience }) ?? true
        {
            var evidence = [investigation.cite(active, of: object)]
            let server = MetricsAPI.words(behind: active.message ?? "", evidence: &evidence, investigation: &investigation)
            return Finding(
                .hpaMetricsUnavailable, object, title: "Autoscaler \(autoscaler.name) gets no metrics",
                explanation:
                    "Autoscaler \(autoscaler.name) can't scale \(autoscaler.targetKind) \(autoscaler.targetName): \(active.message ?? active.reason ?? "").\(server)",
                confidence: 0.92, evidence: evidence, since: active.lastTransitionTime)
        }
        if let able = autoscaler.conditions["AbleToScale"], able.status == "False" {
            return Finding(
                .hpaMetricsUnavailable, object, title: "Autoscaler \(autoscaler.name) can't scale its target",
                explanation: "Autoscaler \(autoscaler.name): \(able.message ?? able.reason ?? "").", confidence: 0.75,
                evidence: [investigation.cite(able, of: object)], since: able.lastTransitionTime)
        }
        if let limited = autoscaler.conditions["ScalingLimited"], limited.status == "True", limited.reason == "TooManyReplicas",
            autoscaler.currentReplicas >= autoscaler.maximum
        {
            return Finding(
                .hpaAtMaximum, object, title: "Autoscaler \(autoscaler.name) is at its maximum of \(autoscaler.maximum)",
                explanation:
                    "Autoscaler \(autoscaler.name) wants more than the \(autoscaler.maximum) replicas that it may have: \(limited.message ?? "").",
                confidence: 0.9,
                evidence: [investigation.cite(limited, of: object), investigation.cite("spec.maxReplicas", String(autoscaler.maximum), of: object)],
                since: limited.lastTransitionTime)
        }
        return nil
    }

    /// Why a workload that works at its limits isn't given more replicas: its autoscaler can't measure it, and may still add some.
    static func fault(holdingBack view: WorkloadView, investigation: inout Investigation) -> Finding? {
        let own = investigation.index.snapshot.autoscalers.first { autoscaler in
            autoscaler.targetName == view.workload.name && autoscaler.targetKind == view.reference.kind
                && autoscaler.namespace == view.reference.namespace
        }
        guard let own, own.currentReplicas < own.maximum, let fault = fault(of: own, investigation: &investigation),
            fault.category == .hpaMetricsUnavailable
        else { return nil }
        return fault
    }

    /// Whether each utilization that it looks at is below its target.
    private static func isSatisfied(_ autoscaler: HorizontalPodAutoscaler) -> Bool {
        let pairs = autoscaler.metrics.compactMap { metric -> (current: Int, target: Int)? in
            let name = metric["resource"]?["name"]?.string
            guard let target = metric["resource"]?["target"]?["averageUtilization"].int,
                let current = autoscaler.currentMetrics.first(where: { $0["resource"]?["name"]?.string == name })?["resource"]?["current"]?[
                    "averageUtilization"
                ]
                .int
            else { return nil }
            return (current, target)
        }
        return !pairs.isEmpty && pairs.allSatisfy { $0.current < $0.target }
    }

    /// An autoscaler that has been at its maximum for as long as an alert about it takes: it may want no more, but it can't grow either.
    static func limit(of autoscaler: HorizontalPodAutoscaler, investigation: inout Investigation) -> Finding? {
        guard investigation.alert.status == .firing, autoscaler.currentReplicas >= autoscaler.maximum, autoscaler.maximum > 1,
            autoscaler.minimum < autoscaler.maximum, !isSatisfied(autoscaler)
        else { return nil }
        let object = investigation.index.reference(to: autoscaler)
        return Finding(
            .hpaAtMaximum, object, title: "Autoscaler \(autoscaler.name) is at its maximum of \(autoscaler.maximum)",
            explanation: "Autoscaler \(autoscaler.name) runs all of the \(autoscaler.maximum) replicas that it may have.", confidence: 0.7,
            evidence: [
                investigation.cite("status.currentReplicas", String(autoscaler.currentReplicas), of: object),
                investigation.cite("spec.maxReplicas", String(autoscaler.maximum), of: object),
            ])
    }
}
