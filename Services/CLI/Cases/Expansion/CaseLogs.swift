import Primitives
import Recording

/// The logs that a case states, as the kubelet keeps them.
struct CaseLogs: Sendable {
    struct Key: Hashable, Sendable {
        var namespace: String
        var pod: String
        var container: String
        var isPrevious: Bool
    }

    enum Content: Sendable {
        case lines([(time: Duration, text: String)])
        case refused(String)
    }

    private(set) var contents: [Key: Content] = [:]

    init(_ fields: Fields, plans: [WorkloadPlan], namespace: String, draft: ClusterDraft) throws(CaseError) {
        for (name, value, place) in try fields.map("logs") {
            let pods = try Self.pods(name, plans, namespace, draft, at: place)
            let entries = try Fields(value, at: place)
            for pod in pods {
                let containers = draft[pod]?["spec", "containers"]?.array ?? []
                let all = (containers + (draft[pod]?["spec", "initContainers"]?.array ?? [])).compactMap { $0["name"]?.string }
                let main = containers.first?["name"]?.string ?? ""
                for (entry, text, place) in entries.sorted {
                    guard let text = text.string else { throw place.error("must be text") }
                    try add(entry, text, pod: pod, main: main, containers: all, draft, at: place)
                }
            }
        }
        copyLastRuns(draft)
    }

    private mutating func add(
        _ entry: String, _ text: String, pod: ClusterDraft.Key, main: String, containers: [String], _ draft: ClusterDraft, at place: Place
    ) throws(CaseError) {
        var parts = entry.split(separator: ".").map(String.init)
        let kind = ["previous", "error", "current"].contains(parts.last) ? parts.removeLast() : "current"
        let container = parts.first ?? main
        guard parts.count <= 1, containers.contains(container) else {
            throw place.error("'\(entry)' is no container of \(pod.name); known are \(containers.joined(separator: ", ")), current, previous, error")
        }
        let key = Key(namespace: pod.namespace, pod: pod.name, container: container, isPrevious: kind == "previous")
        contents[key] = kind == "error" ? .refused(text) : .lines(try Self.lines(text, end: Self.end(of: key, draft), at: place))
    }

    private static func pods(
        _ name: String, _ plans: [WorkloadPlan], _ namespace: String, _ draft: ClusterDraft, at place: Place
    ) throws(CaseError) -> [ClusterDraft.Key] {
        if let plan = plans.first(where: { $0.name == name || "\($0.namespace)/\($0.name)" == name }) {
            return plan.podNames.map { .init(kind: "Pod", namespace: plan.namespace, name: $0) }
        }
        if let key = draft.key("Pod/\(name)", namespace: namespace) { return [key] }
        // A workload of the base cluster: its pods begin with its name.
        let parts = name.split(separator: "/").map(String.init)
        let pods = draft.objects(of: "Pod").map(\.key).filter { key in
            key.namespace == (parts.count == 2 ? parts[0] : namespace) && draft[key]?["metadata", "labels", "app"]?.string == parts.last
        }
        guard !pods.isEmpty else { throw place.error("is neither a workload nor a pod") }
        return pods
    }

    /// When the run ended whose log it is; now where it goes on.
    private static func end(of key: Key, _ draft: ClusterDraft) -> Duration {
        let pod = draft[.init(kind: "Pod", namespace: key.namespace, name: key.pod)]
        let statuses = (pod?["status", "containerStatuses"]?.array ?? []) + (pod?["status", "initContainerStatuses"]?.array ?? [])
        let status = statuses.first { $0["name"]?.string == key.container }
        let current = status?["state", "terminated", "finishedAt"]?.string
        let last = status?["lastState", "terminated", "finishedAt"]?.string
        let isWaiting = status?["state", "waiting"] != nil
        let end = key.isPrevious || (current == nil && isWaiting) ? last ?? current : current
        return end.flatMap(RelativeTime.offset) ?? .seconds(-2)
    }

    /// Lines a second apart up to the run's end, but for those that say when they were written.
    private static func lines(_ text: String, end: Duration, at place: Place) throws(CaseError) -> [(time: Duration, text: String)] {
        var texts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while texts.last?.isEmpty == true { texts.removeLast() }
        var lines: [(time: Duration, text: String)] = []
        var next = end - .seconds(max(0, texts.count - 1))
        for line in texts {
            var line = line[...]
            if line.hasPrefix("@-") || line.hasPrefix("@now") {
                let stamp = line.dropFirst().prefix { $0 != " " }
                guard let time = RelativeTime.offset(String(stamp)) else { throw place.error("'@\(stamp)' is no time") }
                next = time
                line = line.dropFirst(stamp.count + 2)
            }
            lines.append((next, String(line)))
            next += .milliseconds(1000)
        }
        return lines
    }

    /// While a container waits to be started again, the kubelet answers both questions with the run that ended last.
    private mutating func copyLastRuns(_ draft: ClusterDraft) {
        for (key, content) in contents {
            let pod = draft[.init(kind: "Pod", namespace: key.namespace, name: key.pod)]
            let statuses = (pod?["status", "containerStatuses"]?.array ?? []) + (pod?["status", "initContainerStatuses"]?.array ?? [])
            guard let status = statuses.first(where: { $0["name"]?.string == key.container }),
                status["state", "waiting", "reason"]?.string == "CrashLoopBackOff"
            else { continue }
            var other = key
            other.isPrevious.toggle()
            if contents[other] == nil { contents[other] = content }
        }
    }
}
