import AgentDomain
import Contracts
import KubernetesModel

/// What to do now about memory that doesn't suffice: a larger limit where the kernel kills for it, and the runtime's own bound where that was met.
///
/// Nothing is made smaller than it is: without the present limit, no number is named.
struct MemoryAction {
    let cause: Finding
    let index: ClusterIndex

    private let containers: [Container]
    private let pods: [Pod]

    init(_ cause: Finding, _ index: ClusterIndex) {
        self.cause = cause
        self.index = index
        let object = cause.object.withoutContainer
        let workload = index.workload(object)
        let pods = workload.map { index.pods(of: $0) } ?? index.pods(in: object.namespace).filter { index.workload(of: $0).reference == object }
        self.pods = pods.sorted { $0.name < $1.name }
        let all = ([workload?.template?.spec].compactMap(\.self) + self.pods.map(\.spec)).flatMap(\.containers)
        let mains = all.filter { $0.role == .main }
        containers = all.filter { one in cause.object.container.map { $0 == one.name } ?? mains.allSatisfy { $0.name == one.name } }
    }

    private var object: ObjectReference { cause.object }
    private var space: String { object.namespace.map { " -n \(Shell.quoted($0))" } ?? "" }
    private var target: String { Shell.quoted("\(object.kind.lowercased())/\(object.name)") }
    private var name: String { object.container ?? containers.first?.name ?? object.name }
    private var option: String { object.container.map { " -c \(Shell.quoted($0))" } ?? "" }

    /// The largest that any of its pods has; nil where there is none, or where it couldn't be read.
    private var limit: Quantity? {
        (containers.compactMap { $0.limits["memory"] } + [cause.details["limit"].flatMap { Quantity($0) }].compactMap(\.self)).max()
    }

    private var limitWords: String {
        if let limit { return limit.description }
        return containers.isEmpty ? "unknown" : "none"
    }

    /// What `kubectl set` can change: pods and Jobs keep their template, and a CronJob's next Job gets its own.
    private var template: String? {
        switch object.kind {
        case Deployment.kind, StatefulSet.kind, DaemonSet.kind, ReplicaSet.kind: return target
        case Job.kind:
            let owner = index.snapshot.jobs.first { index.reference(to: $0) == object.withoutContainer }?.metadata.controller
            return owner.flatMap { $0.kind == CronJob.kind ? Shell.quoted("cronjob/\($0.name)") : nil }
        default: return nil
        }
    }

    var recommendation: Recommendation {
        cause.details["runtime"].flatMap(RuntimeLimit.init(rawValue:)).map(bounded) ?? killed
    }

    // MARK: The kernel

    private var killed: Recommendation {
        guard let limit else {
            return containers.isEmpty
                ? action("See what memory limit container \(name) has, and raise it.", "kubectl describe \(target)\(space)")
                : action(
                    "Container \(name) has no memory limit and takes what the node has: see what it uses, and give it a request and a limit above that.",
                    "kubectl top pods\(space) --containers")
        }
        return raise("Raise the memory limit of container \(name) (now \(limit))", from: limit)
    }

    private func raise(_ text: String, from limit: Quantity) -> Recommendation {
        guard let template else {
            return action(
                text + " where \(object.kind) \(object.name) is declared: the template of one that exists can't be changed.",
                "kubectl get \(target)\(space) -o yaml")
        }
        let command = "kubectl set resources \(template)\(space)\(option) --limits=memory=\(Quantity.binaryText(limit.thousandths / 1000 * 2))"
        guard let stuck = podThatHoldsUpAnUpdate else { return action(text + ".", command, risk: .medium) }
        return action(
            text + ", and delete the pod that isn't ready: an ordered StatefulSet waits for it and doesn't replace it.",
            command + " && kubectl delete pod \(Shell.quoted(stuck.name))\(space)", risk: .medium)
    }

    /// An ordered StatefulSet updates no pod while one isn't ready, not even that one.
    /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
    private var podThatHoldsUpAnUpdate: Pod? {
        guard object.kind == StatefulSet.kind,
            index.snapshot.statefulSets.contains(where: {
                $0.name == object.name && $0.namespace == object.namespace && $0.podManagementPolicy == "OrderedReady"
            })
        else { return nil }
        return pods.first { !PodHealth($0).isReady }
    }

    // MARK: The runtime

    /// What a heap may take of its container's memory: the rest is for stacks, code and buffers.
    private static let share = 0.75

    private func bounded(by runtime: RuntimeLimit) -> Recommendation {
        let setting = containers.lazy.compactMap { HeapSetting(of: runtime, in: $0) }.first
        let now = "now \(setting?.word ?? "not set"); the container's memory limit: \(limitWords)"
        switch runtime {
        case .java:
            return enlarge(
                "Give the JVM of container \(name) a larger heap by -Xmx or -XX:MaxRAMPercentage (\(now)). Unset, it is a quarter of the limit.",
                setting, variable: "JAVA_TOOL_OPTIONS", value: "-XX:MaxRAMPercentage=\(Int(Self.share * 100))")
        case .node:
            let size = limit.map { Int64($0.value * Self.share) >> 20 } ?? 0
            return enlarge(
                "Give Node.js in container \(name) a larger heap by --max-old-space-size (\(now)).", setting, variable: "NODE_OPTIONS",
                value: "--max-old-space-size=\(size)")
        case .dotnet:
            let text =
                "Give .NET in container \(name) a larger heap: \(Int(Self.share * 100)) % of the memory limit unless DOTNET_GCHeapHardLimit sets it"
            if setting == nil, let limit { return raise("\(text) (\(now)). Raise the limit", from: limit) }
            return edit("\(text) (\(now)).")
        case .javaClasses: return edit("Raise -XX:MaxMetaspaceSize of the JVM in container \(name), or leave it out (\(now)).")
        case .javaBuffers: return edit("Raise -XX:MaxDirectMemorySize of the JVM in container \(name) (\(now)).")
        case .php: return edit("Raise PHP's memory_limit in container \(name) (the container's memory limit: \(limitWords)).")
        case .python:
            return read(
                "See which request of container \(name) was too large: Python has no heap limit, so ulimit or the node refused it (the container's memory limit: \(limitWords))."
            )
        case .accelerator:
            return read(
                "See which work of container \(name) fills the graphics card's memory, and do less of it at once; it isn't the container's memory.")
        }
    }

    /// A flag of the runtime's, in a variable that it reads by itself, where that is free and the container's limit leaves room for it.
    private func enlarge(_ text: String, _ setting: HeapSetting?, variable: String, value: String) -> Recommendation {
        guard let limit else { return edit(text) }
        if let bytes = setting?.bytes, Double(bytes) >= limit.value * Self.share {
            return edit(text + " It may take most of the container already: raise the memory limit with it.")
        }
        let isFree = containers.allSatisfy { container in container.envFrom.isEmpty && !container.env.contains { $0.name == variable } }
        guard setting == nil, isFree, let template else { return edit(text) }
        return action(text, "kubectl set env \(template)\(space)\(option) \(Shell.quoted("\(variable)=\(value)"))", risk: .medium)
    }

    private func edit(_ text: String) -> Recommendation {
        template.map { action(text, "kubectl edit \($0)\(space)", risk: .medium) }
            ?? action(text, "kubectl get \(target)\(space) -o yaml")
    }

    private func read(_ text: String) -> Recommendation {
        let source = pods.first.map { Shell.quoted("pod/\($0.name)") } ?? target
        return action(text, "kubectl logs \(source)\(space)\(option) --tail=100")
    }

    private func action(_ text: String, _ command: String, risk: Recommendation.Risk = .none) -> Recommendation {
        Recommendation(kind: .immediate, text: text, command: command, risk: risk, expectedMinutes: 5)
    }
}
