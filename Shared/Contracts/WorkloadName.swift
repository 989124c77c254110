/// What a workload is called, read off labels alone: the name that ingest groups alerts by, and the agent's first guess where the pod is gone.
public enum WorkloadName {
    /// Labels that name a workload outright, the most exact first. `job` is not among them: in Prometheus it is the scrape job's name.
    private static let labels = [
        "deployment", "statefulset", "daemonset", "rollout", "cronjob", "job_name", "replicaset", "workload", "horizontalpodautoscaler",
    ]

    /// - Returns: nil where the labels name neither a workload nor a pod, as node and cluster alerts do.
    public static func from(labels: [String: String]) -> String? {
        for label in Self.labels {
            guard let name = labels[label], !name.isEmpty else { continue }
            return switch label {
            case "job_name": strippingCronJobRun(from: name)
            case "replicaset": strippingTemplateHash(from: name)
            default: name
            }
        }
        guard let pod = labels["pod"] ?? labels["pod_name"], !pod.isEmpty else { return nil }
        return from(pod: pod)
    }

    /// The controller's name in a pod's: `orders-585858c476-rnwf8` → `orders`, `orders-db-0` → `orders-db`, `node-exporter-x7k2p` → `node-exporter`.
    ///
    /// Generated suffixes use an alphabet without vowels and look-alikes, so that a name such as `cart-service` keeps its last word.
    /// Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
    public static func from(pod: String) -> String {
        let parts = pod.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last else { return pod }
        if !last.isEmpty, last.allSatisfy(\.isNumber) {
            return parts.dropLast().joined(separator: "-")
        }
        guard last.count == 5, isGenerated(last) else { return pod }
        return strippingCronJobRun(from: strippingTemplateHash(from: parts.dropLast().joined(separator: "-")))
    }

    /// A ReplicaSet's name without its pod template hash.
    public static func strippingTemplateHash(from name: String) -> String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, (6...10).contains(last.count), isGenerated(last), last.contains(where: \.isNumber) else {
            return name
        }
        return parts.dropLast().joined(separator: "-")
    }

    /// A CronJob's Job is named for the minute of its run, in minutes since 1970: `backup-29384920` → `backup`.
    public static func strippingCronJobRun(from name: String) -> String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, (8...10).contains(last.count), last.allSatisfy(\.isNumber) else { return name }
        return parts.dropLast().joined(separator: "-")
    }

    private static func isGenerated(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".unicodeScalars.contains($0) }
    }
}
