import Contracts
import KubernetesModel
import Primitives

/// Which logs the last round reads: those of the target's pods and of what they depend on, the troubled ones first; then those of the cluster's own
/// components that aren't ready.
public struct LogPlan: Sendable {
    public struct Request: Hashable, Sendable {
        public var namespace: String
        public var pod: String
        public var container: String
        public var isPrevious: Bool
    }

    public static let maximumRequests = 36
    private static let maximumPodsPerWorkload = 3
    private static let maximumDepth = 3

    /// The most telling first.
    public private(set) var requests: [Request] = []
    /// Namespaces that the target's addresses lead to and that were not read yet.
    public private(set) var furtherNamespaces: [String] = []

    public init(target: InvestigationTarget, index: ClusterIndex) {
        let graph = DependencyGraph(index)
        var seen: Set<ObjectReference> = []
        var queue = Self.start(target, index: index) + Self.caller(of: target, index: index)
        for depth in 0...Self.maximumDepth {
            var next: [Workload] = []
            for workload in queue where seen.insert(workload.reference).inserted {
                add(workload, named: target.pod, index: index)
                guard depth < Self.maximumDepth else { continue }
                let initial = workload.template?.spec.containers.filter { $0.role == .initial } ?? []
                next += initial.flatMap { index.jobs(awaitedBy: $0, namespace: workload.namespace) }.compactMap {
                    index.workload(index.reference(to: $0))
                }
                for dependency in graph.dependencies(of: workload) {
                    switch dependency.destination {
                    case .service(let service): next += index.workloads(behind: service)
                    case .pod(let pod): next.append(index.workload(of: pod))
                    case .unreadService(let namespace, _): note(namespace)
                    case .missingService, .external: break
                    }
                }
            }
            queue = next
        }
        for pod in Self.agents(of: target, index: index) { add(pod) }
        for pod in Self.webhookServers(index) { add(pod) }
        for component in index.systemComponents {
            for pod in component.pods.filter({ !PodHealth($0).isReady && !PodHealth($0).isDone }).prefix(1) { add(pod) }
        }
    }

    /// What of their nodes keeps the target's pods from starting.
    private static func agents(of target: InvestigationTarget, index: ClusterIndex) -> [Pod] {
        let waiting = start(target, index: index).flatMap { index.pods(of: $0) }
        return NodeAgents.nodes(keeping: waiting, index: index).prefix(2)
            .flatMap { NodeAgents.unwell(on: $0, index: index).prefix(3) }
    }

    /// Who called the target, where the alert says so: what it was answered stands in its own log.
    private static func caller(of target: InvestigationTarget, index: ClusterIndex) -> [Workload] {
        [target.labels.caller(in: index)].compactMap(\.self)
    }

    /// What should answer the webhooks that an event complains of, and isn't ready.
    private static func webhookServers(_ index: ClusterIndex) -> [Pod] {
        let complaints = index.snapshot.events.map(\.message).filter { $0.holdsBytes(of: "webhook") }
        guard !complaints.isEmpty else { return [] }
        let webhooks = index.snapshot.validatingWebhooks.flatMap(\.webhooks) + index.snapshot.mutatingWebhooks.flatMap(\.webhooks)
        let services = Set(
            webhooks.filter { webhook in complaints.contains { $0.holdsBytes(of: webhook.name) } }
                .compactMap { webhook in webhook.service.map { ObjectReference(kind: Service.kind, namespace: $0.namespace, name: $0.name) } })
        return services.sorted { $0.description < $1.description }.prefix(2).flatMap { service in
            let workloads = index.service(namespace: service.namespace, name: service.name).map { index.workloads(behind: $0) } ?? []
            return workloads.flatMap { index.pods(of: $0) }.filter { !PodHealth($0).isReady && !PodHealth($0).isDone }.prefix(1)
        }
    }

    private static func start(_ target: InvestigationTarget, index: ClusterIndex) -> [Workload] {
        switch target.subject {
        case .workload(let reference):
            return [index.workload(reference) ?? target.pod.map { index.workload(of: $0) }].compactMap(\.self)
        case .service(let reference):
            return index.service(namespace: reference.namespace, name: reference.name).map { index.workloads(behind: $0) } ?? []
        case .ingress(let reference):
            let ingress = index.snapshot.ingresses.first { index.reference(to: $0) == reference }
            return (ingress?.backends ?? []).compactMap { index.service(namespace: reference.namespace, name: $0.service) }
                .flatMap { index.workloads(behind: $0) }
        case .autoscaler(let reference):
            let autoscaler = index.snapshot.autoscalers.first { index.reference(to: $0) == reference }
            return [autoscaler.flatMap { index.workload(kind: $0.targetKind, namespace: reference.namespace, name: $0.targetName) }].compactMap(
                \.self)
        case .cronJob(let reference):
            return index.snapshot.jobs
                .filter { $0.metadata.controller?.name == reference.name && $0.namespace == reference.namespace }
                .sorted { ($0.startTime?.microseconds ?? 0) > ($1.startTime?.microseconds ?? 0) }
                .prefix(2).compactMap { index.workload(index.reference(to: $0)) }
        case .namespace(let name):
            // No object is named: whatever is unwell.
            return index.workloads.filter { workload in
                workload.namespace == name && index.pods(of: workload).contains { PodHealth($0).isTroubled }
            }
            .sorted { $0.reference.description < $1.reference.description }
        case .claim(let reference):
            return index.pods(in: reference.namespace).filter { pod in
                pod.spec.volumes.contains { $0.source == .persistentVolumeClaim(name: reference.name) }
            }
            .map(index.workload(of:))
        case .node, .quota, .unknown:
            return []
        }
    }

    private mutating func add(_ workload: Workload, named: Pod?, index: ClusterIndex) {
        let pods = index.pods(of: workload).sorted { first, second in
            Self.rank(first, named: named) < Self.rank(second, named: named)
        }
        for pod in pods.prefix(Self.maximumPodsPerWorkload) { add(pod) }
    }

    private mutating func add(_ pod: Pod) {
        for status in pod.status.containers where !PodHealth.hasNoLog(status) {
            request(pod, status.name, isPrevious: false)
            if status.restartCount > 0 { request(pod, status.name, isPrevious: true) }
        }
    }

    /// The named pod, then the troubled ones, then the newest.
    private static func rank(_ pod: Pod, named: Pod?) -> (Int, Int64) {
        let urgency = pod.metadata.uid == named?.metadata.uid ? 0 : PodHealth(pod).isTroubled ? 1 : 2
        return (urgency, -(pod.metadata.creationTimestamp?.microseconds ?? 0))
    }

    private mutating func request(_ pod: Pod, _ container: String, isPrevious: Bool) {
        guard requests.count < Self.maximumRequests, let namespace = pod.namespace else { return }
        requests.append(Request(namespace: namespace, pod: pod.name, container: container, isPrevious: isPrevious))
    }

    private mutating func note(_ namespace: String) {
        if furtherNamespaces.count < 4, !furtherNamespaces.contains(namespace) { furtherNamespaces.append(namespace) }
    }
}
