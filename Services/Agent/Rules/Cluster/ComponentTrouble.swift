import AgentDomain
import KubernetesModel

/// Why a component's own pods don't run, as an alert about themselves would be answered: that it is down is only where the question begins.
enum ComponentTrouble {
    /// None of these asks for another component.
    private static let rules: [any WorkloadRule] = [ImageRule(), ContainerStartRule(), CrashRule()]

    /// - Returns: a sentence and what it rests on; nil where all are ready, or nothing says why one isn't.
    static func of(_ pods: [Pod], _ investigation: inout Investigation) -> (words: String, evidence: [EvidenceID])? {
        let unready = pods.filter { !PodHealth($0).isReady && !PodHealth($0).isDone }
        for pod in unready {
            let view = WorkloadView(investigation.index.workload(of: pod), in: investigation)
            for rule in rules {
                if let finding = rule.findings(for: view, in: &investigation).first {
                    return (sentence(finding.explanation), Array(finding.evidence.prefix(2)))
                }
            }
        }
        for pod in unready {
            for status in pod.status.containers where !status.isReady {
                let last = LastWords.of(pod, container: status, investigation: &investigation)
                if let line = last.first { return (sentence("Its log ends with: \(investigation.evidence.text(of: line))"), last) }
            }
        }
        return nil
    }

    /// Ends with a stop, for more follows: lines of logs and messages have none.
    private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
}
