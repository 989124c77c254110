public import Contracts
public import KubernetesModel
import Primitives

/// A snapshot with the look-ups that following references needs.
public struct ClusterIndex: Sendable {
    public let snapshot: ClusterSnapshot
    private let podsByUID: [String: Int]
    private let podsByName: [Name: Int]
    private let podsByController: [String: [Int]]
    private let podsByAddress: [String: Int]
    private let podsByNamespace: [String: [Int]]
    private let replicaSetsByUID: [String: Int]
    private let replicaSetsByOwner: [String: [Int]]
    private let servicesByName: [Name: Int]
    private let servicesByAddress: [String: Int]
    private let eventsByUID: [String: [Int]]
    private let eventsByName: [String: [Int]]
    private let logsByPod: [Name: [Int]]
    private let workloadsByReference: [ObjectReference: Workload]
    /// Positions of the pods that each Service's selector picks, by the Service's position.
    private let podsByService: [[Int]]
    private let workloadsByService: [[ObjectReference]]

    struct Name: Hashable {
        var namespace: String?
        var name: String
    }

    public init(_ snapshot: ClusterSnapshot) {
        self.snapshot = snapshot
        podsByUID = Self.index(snapshot.pods) { $0.metadata.uid }
        podsByName = Self.index(snapshot.pods) { Name(namespace: $0.namespace, name: $0.name) }
        podsByController = Self.group(snapshot.pods) { $0.metadata.controller?.uid }
        podsByNamespace = Self.group(snapshot.pods) { $0.namespace }
        var addresses: [String: Int] = [:]
        for (position, pod) in snapshot.pods.enumerated() where !pod.spec.hostNetwork {
            for address in pod.status.podIPs { addresses[address] = position }
        }
        podsByAddress = addresses
        replicaSetsByUID = Self.index(snapshot.replicaSets) { $0.metadata.uid }
        replicaSetsByOwner = Self.group(snapshot.replicaSets) { $0.metadata.controller?.uid }
        servicesByName = Self.index(snapshot.services) { Name(namespace: $0.namespace, name: $0.name) }
        var clusterAddresses: [String: Int] = [:]
        for (position, service) in snapshot.services.enumerated() {
            for address in service.clusterIPs { clusterAddresses[address] = position }
        }
        servicesByAddress = clusterAddresses
        eventsByUID = Self.group(snapshot.events) { $0.object.uid.isEmpty ? nil : $0.object.uid }
        eventsByName = Self.group(snapshot.events) { $0.object.name }
        logsByPod = Self.group(snapshot.logs) { Name(namespace: $0.namespace, name: $0.pod) }
        let workloads = Self.workloads(of: snapshot)
        workloadsByReference = workloads
        podsByService = Self.selections(snapshot.services, among: snapshot.pods, labels: \.metadata.labels, namespace: \.namespace)
        let candidates = workloads.values.filter { ![Job.kind, Pod.kind].contains($0.reference.kind) }
        workloadsByService = Self.selections(
            snapshot.services, among: candidates, labels: { $0.template?.labels ?? [:] }, namespace: \.namespace
        )
        .map { $0.map { candidates[$0].reference } }
    }

    private static func index<T, Key: Hashable>(_ items: [T], by key: (T) -> Key) -> [Key: Int] {
        var result: [Key: Int] = [:]
        result.reserveCapacity(items.count)
        // In place: copies of objects with dozens of strings cost more than the look-up.
        items.withUnsafeBufferPointer { items in
            for position in items.indices { result[key(items[position])] = position }
        }
        return result
    }

    private static func group<T, Key: Hashable>(_ items: [T], by key: (T) -> Key?) -> [Key: [Int]] {
        var result: [Key: [Int]] = [:]
        items.withUnsafeBufferPointer { items in
            for position in items.indices {
                if let key = key(items[position]) { result[key, default: []].append(position) }
            }
        }
        return result
    }

    private struct Label: Hashable {
        var namespace: String?
        var key: String
        var value: String
    }

    /// What each Service selects, found through its rarest label, so that large namespaces aren't walked for every Service.
    private static func selections<T>(_ services: [Service], among items: [T], labels: (T) -> [String: String], namespace: (T) -> String?) -> [[Int]]
    {
        let wanted = Set(services.flatMap(\.selector.keys))
        var byLabel: [Label: [Int]] = [:]
        for (position, item) in items.enumerated() {
            let home = namespace(item)
            for (key, value) in labels(item) where wanted.contains(key) {
                byLabel[Label(namespace: home, key: key, value: value), default: []].append(position)
            }
        }
        return services.map { service in
            let lists = service.selector.map { byLabel[Label(namespace: service.namespace, key: $0.key, value: $0.value)] ?? [] }
            let selector = LabelSelector(matchLabels: service.selector)
            return (lists.min { $0.count < $1.count } ?? []).filter { selector.matches(labels(items[$0])) }
        }
    }

    private static func workloads(of snapshot: ClusterSnapshot) -> [ObjectReference: Workload] {
        var all: [ObjectReference: Workload] = [:]
        func add(_ workload: Workload) { all[workload.reference] = workload }
        for object in snapshot.deployments { add(Workload(object)) }
        for object in snapshot.statefulSets { add(Workload(object)) }
        for object in snapshot.daemonSets { add(Workload(object)) }
        for object in snapshot.jobs { add(Workload(object)) }
        for object in snapshot.replicaSets where object.metadata.controller == nil { add(Workload(object)) }
        for object in snapshot.pods where object.metadata.controller == nil { add(Workload(object)) }
        return all
    }
}

extension ClusterIndex {
    // MARK: Pods

    public func pod(namespace: String?, name: String) -> Pod? {
        podsByName[Name(namespace: namespace, name: name)].map { snapshot.pods[$0] }
    }

    public func pod(uid: String) -> Pod? { podsByUID[uid].map { snapshot.pods[$0] } }
    public func pod(address: String) -> Pod? { podsByAddress[address].map { snapshot.pods[$0] } }

    public func pods(ownedBy uid: String) -> [Pod] {
        (podsByController[uid] ?? []).map { snapshot.pods[$0] }
    }

    public func pods(in namespace: String?) -> [Pod] {
        guard let namespace else { return [] }
        return (podsByNamespace[namespace] ?? []).map { snapshot.pods[$0] }
    }

    // MARK: Workloads

    public var workloads: some Sequence<Workload> { workloadsByReference.values }

    public func workload(_ reference: ObjectReference) -> Workload? {
        workloadsByReference[reference.withoutContainer]
    }

    public func workload(kind: String? = nil, namespace: String?, name: String) -> Workload? {
        let kinds = kind.map { [$0] } ?? ["Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet", "Pod"]
        return kinds.lazy.compactMap { workloadsByReference[ObjectReference(kind: $0, namespace: namespace, name: name)] }.first
    }

    /// The controller that a person would name: a ReplicaSet's Deployment, a Job rather than its CronJob, the pod itself where it stands alone.
    public func workload(of pod: Pod) -> Workload {
        // The kubelet's own copy of a static pod is the node's, and no controller's.
        guard let owner = pod.metadata.controller, owner.kind != Node.kind else { return Workload(pod) }
        if owner.kind == ReplicaSet.kind {
            let replicaSet = replicaSetsByUID[owner.uid].map { snapshot.replicaSets[$0] }
            if let top = replicaSet?.metadata.controller {
                return workload(kind: top.kind, namespace: pod.namespace, name: top.name)
                    ?? Workload(foreign: top, namespace: pod.namespace, pod: pod)
            }
            if let replicaSet { return workload(kind: ReplicaSet.kind, namespace: pod.namespace, name: replicaSet.name) ?? Workload(replicaSet) }
            // ReplicaSets couldn't be read: the name says which Deployment it is.
            let name = WorkloadName.strippingTemplateHash(from: owner.name)
            if let deployment = workload(kind: Deployment.kind, namespace: pod.namespace, name: name) { return deployment }
        }
        return workload(kind: owner.kind, namespace: pod.namespace, name: owner.name)
            ?? Workload(foreign: owner, namespace: pod.namespace, pod: pod)
    }

    /// The pods of a workload, those of its older ReplicaSets too.
    public func pods(of workload: Workload) -> [Pod] {
        if workload.reference.kind == Pod.kind {
            return [pod(namespace: workload.reference.namespace, name: workload.reference.name)].compactMap(\.self)
        }
        let direct = pods(ownedBy: workload.uid)
        let throughReplicaSets = (replicaSetsByOwner[workload.uid] ?? []).flatMap { pods(ownedBy: snapshot.replicaSets[$0].metadata.uid) }
        if direct.isEmpty, throughReplicaSets.isEmpty, workload.reference.kind == Deployment.kind {
            return pods(in: workload.reference.namespace).filter { self.workload(of: $0).reference == workload.reference }
        }
        return direct + throughReplicaSets
    }

    /// A Deployment's ReplicaSets, the newest revision first.
    public func replicaSets(of workload: Workload) -> [ReplicaSet] {
        (replicaSetsByOwner[workload.uid] ?? []).map { snapshot.replicaSets[$0] }.sorted { $0.revision > $1.revision }
    }

    // MARK: Events and logs

    /// Events of an object, the latest first. Where the object lives, those of an earlier object of the same name are left out.
    public func events(of reference: ObjectReference, uid: String?) -> [Event] {
        var found: [Event] = []
        let named = (eventsByName[reference.name] ?? []).map { snapshot.events[$0] }
            .filter { $0.object.kind == reference.kind && [$0.object.namespace, $0.object.namespace ?? $0.namespace].contains(reference.namespace) }
        if let uid, !uid.isEmpty {
            found = (eventsByUID[uid] ?? []).map { snapshot.events[$0] }
            // Nodes' events carry the node's name for a uid, or nothing at all.
            found += named.filter { $0.object.uid.isEmpty || $0.object.uid == reference.name }
        } else {
            found = named
        }
        return found.sorted { ($0.lastSeen?.microseconds ?? 0) > ($1.lastSeen?.microseconds ?? 0) }
    }

    public func events(of object: some Manifest) -> [Event] {
        events(of: reference(to: object), uid: object.metadata.uid)
    }

    /// The events of a workload itself, and of the ReplicaSets that act for it.
    public func events(of workload: Workload) -> [Event] {
        let own = events(of: workload.reference, uid: workload.uid)
        return own + replicaSets(of: workload).filter { $0.replicas > 0 }.flatMap { events(of: $0) }
    }

    public func logs(of pod: Pod, container: String? = nil) -> [ContainerLog] {
        (logsByPod[Name(namespace: pod.namespace, name: pod.name)] ?? []).map { snapshot.logs[$0] }
            .filter { container == nil || $0.container == container }
    }

    public func reference(to object: some Manifest) -> ObjectReference {
        ObjectReference(kind: type(of: object).kind, namespace: object.namespace, name: object.name)
    }

    // MARK: Services

    public func service(namespace: String?, name: String) -> Service? {
        servicesByName[Name(namespace: namespace, name: name)].map { snapshot.services[$0] }
    }

    public func service(address: String) -> Service? { servicesByAddress[address].map { snapshot.services[$0] } }

    public func services(in namespace: String?) -> [Service] { snapshot.services.filter { $0.namespace == namespace } }

    /// Pods that a Service's selector picks. None for a Service without a selector.
    public func pods(behind service: Service) -> [Pod] {
        guard !service.selector.isEmpty else {
            let names = addresses(behind: service).compactMap(\.podName)
            return names.compactMap { pod(namespace: service.namespace, name: $0) }
        }
        guard let position = servicesByName[Name(namespace: service.namespace, name: service.name)] else { return [] }
        return podsByService[position].map { snapshot.pods[$0] }.filter { $0.metadata.deletionTimestamp == nil }
    }

    /// Workloads whose pods a Service's selector picks, those with no pod at the moment too.
    public func workloads(behind service: Service) -> [Workload] {
        var seen: Set<ObjectReference> = []
        var result = pods(behind: service).map(workload(of:)).filter { seen.insert($0.reference).inserted }
        guard let position = servicesByName[Name(namespace: service.namespace, name: service.name)] else { return result }
        for reference in workloadsByService[position] where seen.insert(reference).inserted {
            if let workload = workloadsByReference[reference] { result.append(workload) }
        }
        return result.sorted { $0.reference.description < $1.reference.description }
    }

    /// EndpointSlices where there are any, and the older Endpoints otherwise.
    public func addresses(behind service: Service) -> [EndpointAddress] {
        let slices = snapshot.endpointSlices.filter { $0.serviceName == service.name && $0.namespace == service.namespace }
        if !slices.isEmpty { return slices.flatMap(\.addresses) }
        return snapshot.endpoints.first { $0.name == service.name && $0.namespace == service.namespace }?.addresses ?? []
    }

    /// Services that select a workload's pods.
    public func services(selecting workload: Workload) -> [Service] {
        guard let labels = workload.template?.labels else { return [] }
        return services(in: workload.reference.namespace).filter { service in
            !service.selector.isEmpty && LabelSelector(matchLabels: service.selector).matches(labels)
        }
    }

    /// Jobs that a container's command names as a word of their own, as `kubectl wait job/migrate` and its like do.
    public func jobs(awaitedBy container: Container, namespace: String?) -> [Job] {
        let words = Set(
            (container.command + container.args).flatMap { text in
                text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".")) }.map(String.init)
            })
        return snapshot.jobs.filter { $0.namespace == namespace && words.contains($0.name) }.sorted { $0.name < $1.name }
    }

    // MARK: Others

    public func configMap(namespace: String?, name: String) -> ConfigMap? {
        snapshot.configMaps.first { $0.name == name && $0.namespace == namespace }
    }

    public func job(_ reference: ObjectReference) -> Job? {
        guard reference.kind == Job.kind else { return nil }
        return snapshot.jobs.first { $0.name == reference.name && $0.namespace == reference.namespace }
    }

    public func node(_ name: String) -> Node? { snapshot.nodes.first { $0.name == name } }

    /// Whether a LIST succeeded, so that an object's absence means something.
    public func hasRead(_ resource: String, namespace: String?) -> Bool {
        if let namespace, !snapshot.namespacesRead.contains(namespace) { return false }
        return !snapshot.failures.contains { failure in
            failure.verb == "list" && failure.resource.split(separator: ".").first.map(String.init) == resource
                && failure.namespace == namespace
        }
    }
}
