import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Requests that a workload fails since its newest rollout, while its pods are ready: the release is at fault, whatever it trips over.
///
/// Source: the order of events alone; https://sre.google/sre-book/release-engineering/ on why changes come first among causes.
enum ReleaseRule {
    /// Of the requests.
    private static let failing = 0.05
    /// Between a rollout's start and what it breaks; and what clocks and scrapes are apart.
    private static let delay = Duration.seconds(1800)
    private static let slack = Duration.seconds(90)

    /// - Parameter changes: those around the workload, the newest rollout's among them.
    static func fault(of view: WorkloadView, after changes: [Change], investigation: inout Investigation) -> Finding? {
        guard investigation.isAboutRequests,
            let failures = investigation.index.snapshot.measurements.of(.errorShare).first(where: { measured in
                measured.value >= failing && TrafficRule.hasRisen(measured, by: 3) && TrafficRule.isOf(view, measured, investigation.index)
            })
        else { return nil }
        let onset = failures.changedAt ?? investigation.alert.startsAt
        guard let change = changes.first(where: { isRollout($0, of: view.reference, before: onset) }) else { return nil }
        return Finding(
            .applicationCrash, view.reference, role: .symptom, title: "\(view.workload.name) fails requests since its newest rollout",
            explanation:
                "\(view.reference): \(failures.text). The newest rollout came right before: \(change.summary)\(change.at.map { " (\($0))" } ?? "").",
            confidence: 0.7, evidence: [investigation.cite(failures), investigation.cite(change)], since: onset)
    }

    /// Whether a change of the workload's template came shortly before a moment.
    static func isRollout(_ change: Change, of workload: ObjectReference, before onset: Timestamp) -> Bool {
        guard change.object == workload, change.field.hasPrefix("spec.template"), let at = change.at else { return false }
        return at <= onset + slack && onset - at <= delay
    }
}
