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
        if last.allSatisfy(isDigit) { return String(stem) }
        guard last.count == 5, last.allSatisfy(isGenerated) else { return pod }
        return strippingCronJobRun(from: strippingTemplateHash(from: String(stem)))
    }

    /// A ReplicaSet's name without its pod template hash: a 32-bit number in decimal, whose digits are written as `456789bcdf`.
    public static func strippingTemplateHash(from name: String) -> String {
        guard let (stem, last) = splitLast(name), (6...10).contains(last.count), last.allSatisfy(isTemplateHash) else { return name }
        return String(stem)
    }

    /// A CronJob's Job is named for the minute of its run, in minutes since 1970: `backup-29384920` → `backup`.
    public static func strippingCronJobRun(from name: String) -> String {
        guard let (stem, last) = splitLast(name), (8...10).contains(last.count), last.allSatisfy(isDigit) else { return name }
        return String(stem)
    }

    /// What stands before the last hyphen, and after it; nil where either would be empty.
    private static func splitLast(_ name: String) -> (stem: Substring, last: Substring.UTF8View)? {
        guard let dash = name.utf8.lastIndex(of: UInt8(ascii: "-")), dash != name.startIndex else { return nil }
        let last = name[name.utf8.index(after: dash)...].utf8
        return last.isEmpty ? nil : (name[..<dash], last)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    /// `bcdfghjklmnpqrstvwxz2456789`
    private static func isGenerated(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "2"), UInt8(ascii: "4")...UInt8(ascii: "9"): true
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "y"): false
        default: byte >= UInt8(ascii: "b") && byte <= UInt8(ascii: "z")
        }
    }

    private static func isTemplateHash(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "4")...UInt8(ascii: "9"), UInt8(ascii: "b"), UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "f"): true
        default: false
        }
    }
}
