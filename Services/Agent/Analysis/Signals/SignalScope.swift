import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What metrics, traces and logs are asked about: the target, what it depends on, and what these run on. Bounded.
struct SignalScope: Sendable {
    struct MeasuredPod: Sendable, Hashable {
        var namespace: String
        var name: String
        /// What the pod says of its containers; empty where the pod wasn't read.
        var containers: [String: Resources] = [:]
    }

    struct Resources: Sendable, Hashable {
        var limits: [String: Double] = [:]
        var requests: [String: Double] = [:]
    }

    struct MeasuredNode: Sendable, Hashable {
        var name: String
        var addresses: [String]
    }

    let alert: Alert
    private(set) var window: SignalWindow
    /// The namespace that the alert is about; nil for alerts of nodes and clusters.
    private(set) var namespace: String?
    /// What the alert is about, as far as it could be told.
    private(set) var target: ObjectReference?
    /// The target's pods first, then those that it depends on.
    private(set) var pods: [MeasuredPod] = []
    private(set) var claims: [ObjectReference] = []
    private(set) var nodes: [MeasuredNode] = []
    /// The target workload, where there is one; its names are what mesh metrics, traces and logs go by.
    private(set) var workload: ObjectReference?
    /// Names of the Services before the target, and its own.
    private(set) var services: [String] = []
    private(set) var autoscalers: [ObjectReference] = []

    /// Keeps expressions and answers small.
    private static let maximumPods = 24
    private static let maximumClaims = 12
    private static let maximumNodes = 4

    /// From the alert's labels alone: what can be asked before, or without, the cluster.
    init(alert: Alert, window: SignalWindow) {
        self.alert = alert
        self.window = window
        let labels = AlertLabels(alert)
        namespace = labels.namespace
        if let namespace, let pod = labels.pod { pods = [MeasuredPod(namespace: namespace, name: pod)] }
        if let claim = labels.persistentVolumeClaim {
            claims = [ObjectReference(kind: PersistentVolumeClaim.kind, namespace: namespace, name: claim)]
        }
        if let node = labels.node { nodes = [MeasuredNode(name: node, addresses: [])] }
        services = Array(Set(labels.services + [labels.workload].compactMap(\.self))).sorted()
    }

    /// With what the cluster told.
    init(alert: Alert, window: SignalWindow, index: ClusterIndex, target: InvestigationTarget, plan: LogPlan) {
        self.init(alert: alert, window: window)
        namespace = target.context.namespace ?? namespace
        addPods(index, target, plan)
        resolve(target, index)
        addNodes(index, target)
    }

    /// - Parameter pending: how long the alert's rule waits.
    func waiting(_ pending: Duration?) -> SignalScope {
        var scope = self
        scope.window = SignalWindow(AlertTime(startsAt: window.time.fired, now: window.time.now, pending: pending), lookback: window.lookback)
        return scope
    }

    var namespaces: [String] {
        var found = [namespace].compactMap(\.self)
        for pod in pods where !found.contains(pod.namespace) { found.append(pod.namespace) }
        return found
    }

    func resources(of object: ObjectReference) -> Resources? {
        guard let container = object.container else { return nil }
        return pods.first { $0.namespace == object.namespace && $0.name == object.name }?.containers[container]
    }

    // MARK: From the cluster

    private mutating func addPods(_ index: ClusterIndex, _ target: InvestigationTarget, _ plan: LogPlan) {
        var names: [(namespace: String, name: String)] = pods.map { ($0.namespace, $0.name) }
        if let workload = target.workload.flatMap({ index.workload($0) }) {
            names += index.pods(of: workload).prefix(Self.maximumPods / 2).compactMap { pod in pod.namespace.map { ($0, pod.name) } }
        }
        names += plan.requests.map { ($0.namespace, $0.pod) }
        var seen: Set<MeasuredPod> = []
        pods = []
        for (namespace, name) in names where pods.count < Self.maximumPods && seen.insert(MeasuredPod(namespace: namespace, name: name)).inserted {
            var measured = MeasuredPod(namespace: namespace, name: name)
            if let pod = index.pod(namespace: namespace, name: name) {
                for container in pod.spec.containers {
                    measured.containers[container.name] = Resources(
                        limits: container.limits.mapValues(\.value), requests: container.requests.mapValues(\.value))
                }
                for volume in pod.spec.volumes {
                    guard case .persistentVolumeClaim(let claim) = volume.source else { continue }
                    add(claim: ObjectReference(kind: PersistentVolumeClaim.kind, namespace: namespace, name: claim))
                }
            }
            pods.append(measured)
        }
    }

    private mutating func resolve(_ target: InvestigationTarget, _ index: ClusterIndex) {
        switch target.subject {
        case .workload(let reference):
            self.target = reference
            workload = reference
            services = [reference.name]
            if let found = index.workload(reference) { services += index.services(selecting: found).map(\.name) }
        case .service(let reference):
            self.target = reference
            services = [reference.name]
            if let service = index.service(namespace: reference.namespace, name: reference.name),
                let behind = index.workloads(behind: service).first
            {
                workload = behind.reference
                if !services.contains(behind.name) { services.append(behind.name) }
            }
        case .claim(let reference):
            self.target = reference
            add(claim: reference)
        case .autoscaler(let reference):
            self.target = reference
            autoscalers = [reference]
        case .node(let name):
            self.target = ObjectReference(kind: Node.kind, namespace: nil, name: name)
        case .cronJob(let reference), .quota(let reference), .ingress(let reference):
            self.target = reference
        case .namespace, .unknown:
            break
        }
        let scaled = index.snapshot.autoscalers.filter { autoscaler in
            workload.map { $0.name == autoscaler.targetName && $0.kind == autoscaler.targetKind && $0.namespace == autoscaler.namespace } ?? false
        }
        for autoscaler in scaled.map(index.reference(to:)) where !autoscalers.contains(autoscaler) { autoscalers.append(autoscaler) }
    }

    private mutating func addNodes(_ index: ClusterIndex, _ target: InvestigationTarget) {
        var names: [String] = []
        if case .node(let name) = target.subject { names.append(name) }
        if let named = nodes.first?.name { names.append(named) }
        if let node = target.context.node { names.append(node) }
        names += pods.compactMap { index.pod(namespace: $0.namespace, name: $0.name)?.spec.nodeName }
        nodes = []
        for name in names where nodes.count < Self.maximumNodes {
            let node = index.snapshot.nodes.first { $0.name == name || $0.addresses.contains(name) }
            let measured = MeasuredNode(name: node?.name ?? name, addresses: node?.addresses ?? [])
            if !nodes.contains(where: { $0.name == measured.name }) { nodes.append(measured) }
        }
    }

    private mutating func add(claim: ObjectReference) {
        if claims.count < Self.maximumClaims, !claims.contains(claim) { claims.append(claim) }
    }
}
