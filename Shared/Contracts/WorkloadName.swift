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
        guard let (stem, last) = splitLast(pod) else { return pod }
        if consists(last, of: "0123456789") { return stem }
        guard last.count == 5, consists(last, of: "bcdfghjklmnpqrstvwxz2456789") else { return pod }
        return strippingCronJobRun(from: strippingTemplateHash(from: stem))
    }

    /// A ReplicaSet's name without its pod template hash: a 32-bit number in decimal, whose digits are written as `456789bcdf`.
    public static func strippingTemplateHash(from name: String) -> String {
        guard let (stem, last) = splitLast(name), (6...10).contains(last.count), consists(last, of: "456789bcdf") else { return name }
        return stem
    }

    /// A CronJob's Job is named for the minute of its run, in minutes since 1970: `backup-29384920` → `backup`.
    public static func strippingCronJobRun(from name: String) -> String {
        guard let (stem, last) = splitLast(name), (8...10).contains(last.count), consists(last, of: "0123456789") else { return name }
        return stem
    }

    private static func splitLast(_ name: String) -> (stem: String, last: Substring)? {
        guard let dash = name.lastIndex(of: "-"), dash != name.startIndex else { return nil }
        return (String(name[..<dash]), name[name.index(after: dash)...])
    }

    private static func consists(_ text: Substring, of alphabet: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { alphabet.unicodeScalars.contains($0) }
    }
}
