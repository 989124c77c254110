import AgentDomain
import Contracts
import KubernetesModel

/// What a person reads first, in a list of many: which workload, and what it suffers from.
enum Headline {
    private static let workloads: Set<String> = [
        Deployment.kind, StatefulSet.kind, DaemonSet.kind, ReplicaSet.kind, Job.kind, CronJob.kind, Pod.kind,
    ]
    /// Words that keep their capital: kinds, and names of protocols.
    private static let names: Set<String> = [
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PersistentVolumeClaim", "Pod", "Secret", "Service", "ServiceAccount", "StatefulSet",
        "TLS",
    ]

    /// The finding's title, led by the workload's name unless it is said anyway.
    static func title(of finding: Finding) -> String {
        guard !finding.category.isVerdict, workloads.contains(finding.object.kind), !says(finding.object, finding.title) else { return finding.title }
        let first = finding.title.prefix { $0 != " " }
        let isName = names.contains(String(first)) || first.dropFirst().contains { $0.isUppercase || $0 == "." || $0 == "_" || $0 == ":" }
        return "\(finding.object.name): " + (isName ? finding.title : finding.title.lowercasedFirst)
    }

    /// Whether a title names a workload; a container of the same name is not it.
    private static func says(_ object: ObjectReference, _ title: String) -> Bool {
        let words = title.split { $0 == " " || $0 == ":" || $0 == "," }
        return words.indices.contains { position in
            words[position] == object.name && (position == 0 || words[position - 1].lowercased() != "container")
        }
    }
}
