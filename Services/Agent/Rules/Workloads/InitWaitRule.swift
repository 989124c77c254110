import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Init containers that run and run: most wait for something that doesn't come.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior
struct InitWaitRule: WorkloadRule {
    /// Longer than most migrations and downloads take.
    private static let patience = Duration.seconds(120)

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        for pod in view.pods where pod.status.phase == "Pending" {
            for status in pod.status.containers {
                guard let container = pod.spec.container(named: status.name), container.role == .initial, let since = status.state.runningSince,
                    investigation.now - since > Self.patience
                else { continue }
                let job = investigation.index.jobs(awaitedBy: container, namespace: pod.namespace).last?.name
                return [
                    Finding(
                        .initContainerFailed, view.object(container: status.name), role: .symptom,
                        title: "Init container \(status.name) does not finish" + (job.map { ": it waits for Job \($0)" } ?? ""),
                        explanation:
                            "Init container \(status.name) of \(view.reference) has run since \(since), and the pod's containers wait for it.",
                        confidence: 0.7, evidence: [investigation.cite(status, of: pod)], since: since, details: job.map { ["awaits": $0] } ?? [:])
                ]
            }
        }
        return []
    }
}
