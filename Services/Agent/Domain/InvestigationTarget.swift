public import Contracts
public import KubernetesModel

/// What an alert is about, among the objects that exist.
public struct InvestigationTarget: Sendable {
    public enum Subject: Hashable, Sendable {
        case workload(ObjectReference)
        case service(ObjectReference)
        case node(String)
        case claim(ObjectReference)
        case cronJob(ObjectReference)
        case autoscaler(ObjectReference)
        case quota(ObjectReference)
        case ingress(ObjectReference)
        /// The labels name a namespace and nothing in it.
        case namespace(String)
        /// The labels name something that isn't there, or nothing at all.
        case unknown(String)
    }

    public var subject: Subject
    public var labels: AlertLabels
    /// The pod that the alert names, where it still exists.
    public var pod: Pod?
    public var container: String?
    /// How the subject was found, where that needs saying.
    public var notes: [String]
    public var context: AnalysisContext

    public init(alert: Alert, index: ClusterIndex) {
        var labels = AlertLabels(alert)
        // A pod without a namespace was looked for in all of them.
        if labels.namespace == nil, labels.pod != nil, index.snapshot.namespacesRead.count == 1 {
            labels = labels.inNamespace(index.snapshot.namespacesRead.first)
        }
        self.labels = labels
        notes = []
        container = labels.container
        context = AnalysisContext(
            cluster: alert.labels["cluster"], namespace: labels.namespace, podName: labels.pod, container: labels.container,
            service: labels.service, node: labels.node)
        pod = nil
        subject = .unknown("the alert's labels name no object")
        resolve(index)
        if case .workload(let reference) = subject { context.workload = reference }
        if let pod, context.node == nil { context.node = pod.spec.nodeName }
    }

    public var workload: ObjectReference? {
        if case .workload(let reference) = subject { reference } else { nil }
    }

    private mutating func resolve(_ index: ClusterIndex) {
        let namespace = labels.namespace
        if let name = labels.pod, resolvePod(name, namespace: namespace, index: index) { return }
        for (kind, name) in [
            (Deployment.kind, labels.deployment), (StatefulSet.kind, labels.statefulSet), (DaemonSet.kind, labels.daemonSet), (Job.kind, labels.job),
        ] {
            guard let name, let workload = index.workload(kind: kind, namespace: namespace, name: name) else { continue }
            subject = .workload(workload.reference)
            return
        }
        if resolveOthers(namespace: namespace, index: index) { return }
        if labels.measuresNode, let node = labels.node {
            subject = .node(index.snapshot.nodes.first { $0.name == node || $0.addresses.contains(node) }?.name ?? node)
            return
        }
        if let name = labels.workload ?? labels.replicaSet.map({ WorkloadName.strippingTemplateHash(from: $0) }),
            let workload = index.workload(namespace: namespace, name: name)
        {
            if labels.pod != nil { notes.append("The pod that the alert names is gone; \(workload.reference) is its owner.") }
            subject = .workload(workload.reference)
            return
        }
        for name in labels.services + labels.mentioned where resolveService(name, namespace: namespace, index: index) { return }
        if resolveHost(index) { return }
        for name in labels.exporterServices where resolveService(name, namespace: namespace, index: index) {
            return
        }
        if let named = labels.pod ?? labels.workload ?? labels.job ?? labels.deployment ?? labels.statefulSet ?? labels.daemonSet {
            subject = .unknown("nothing named \(named) exists in namespace \(namespace ?? "?")")
        } else if let node = labels.node {
            subject = .node(index.snapshot.nodes.first { $0.name == node || $0.addresses.contains(node) }?.name ?? node)
        } else if let namespace {
            subject = .namespace(namespace)
        }
    }

    /// What serves a public host, in whatever namespace: its Ingress, or the Service that its route leads to.
    private mutating func resolveHost(_ index: ClusterIndex) -> Bool {
        guard let host = labels.publicHost else { return false }
        func serves(_ pattern: String?) -> Bool {
            guard let pattern = pattern?.lowercased() else { return false }
            return pattern == host || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
        }
        if let ingress = index.snapshot.ingresses.first(where: { $0.backends.contains { serves($0.host) } || $0.tlsHosts.contains(where: serves) }) {
            subject = .ingress(index.reference(to: ingress))
            labels = labels.inNamespace(ingress.namespace)
        } else if let route = index.snapshot.httpRoutes.first(where: { $0.route.hostnames.contains(where: serves) }),
            let backend = route.route.rules.flatMap(\.backends).first(where: { $0.weight > 0 })
        {
            let namespace = backend.target.namespace ?? route.namespace
            subject = .service(ObjectReference(kind: Service.kind, namespace: namespace, name: backend.target.name))
            labels = labels.inNamespace(namespace)
        } else {
            return false
        }
        context.namespace = labels.namespace
        return true
    }

    private mutating func resolveService(_ name: String, namespace: String?, index: ClusterIndex) -> Bool {
        if let service = index.service(namespace: namespace, name: name) {
            subject = .service(index.reference(to: service))
        } else if let workload = index.workload(namespace: namespace, name: name) {
            subject = .workload(workload.reference)
        } else {
            return false
        }
        return true
    }

    /// The named pod, its owner where it is gone, or its successor of the same name.
    private mutating func resolvePod(_ name: String, namespace: String?, index: ClusterIndex) -> Bool {
        if let found = index.pod(namespace: namespace, name: name) {
            pod = found
            subject = .workload(index.workload(of: found).reference)
            return true
        }
        let guess = WorkloadName.from(pod: name)
        guard let workload = index.workload(namespace: namespace, name: guess) ?? Self.owner(ofPod: name, namespace: namespace, index: index) else {
            return false
        }
        notes.append("Pod \(name) is gone; its owner is \(workload.reference).")
        subject = .workload(workload.reference)
        return true
    }

    /// The workload with the longest name that the pod's starts with.
    private static func owner(ofPod name: String, namespace: String?, index: ClusterIndex) -> Workload? {
        index.workloads
            .filter { $0.namespace == namespace && $0.reference.kind != Pod.kind && name.hasPrefix($0.name + "-") }
            .max { $0.name.utf8.count < $1.name.utf8.count }
    }

    private mutating func resolveOthers(namespace: String?, index: ClusterIndex) -> Bool {
        func reference(_ kind: String, _ name: String) -> ObjectReference {
            ObjectReference(kind: kind, namespace: namespace, name: name)
        }
        if let name = labels.persistentVolumeClaim {
            subject = .claim(reference(PersistentVolumeClaim.kind, name))
        } else if let name = labels.persistentVolume,
            let volume = index.snapshot.persistentVolumes.first(where: { $0.name == name }), let claim = volume.claimName
        {
            subject = .claim(ObjectReference(kind: PersistentVolumeClaim.kind, namespace: volume.claimNamespace, name: claim))
        } else if let name = labels.cronJob, index.snapshot.cronJobs.contains(where: { $0.name == name && $0.namespace == namespace }) {
            subject = .cronJob(reference(CronJob.kind, name))
        } else if let name = labels.autoscaler, index.snapshot.autoscalers.contains(where: { $0.name == name && $0.namespace == namespace }) {
            subject = .autoscaler(reference(HorizontalPodAutoscaler.kind, name))
        } else if let name = labels.resourceQuota {
            subject = .quota(reference(ResourceQuota.kind, name))
        } else if let name = labels.ingress, index.snapshot.ingresses.contains(where: { $0.name == name && $0.namespace == namespace }) {
            subject = .ingress(reference(Ingress.kind, name))
        } else if let name = labels.disruptionBudget,
            let budget = index.snapshot.disruptionBudgets.first(where: { $0.name == name && $0.namespace == namespace }),
            let workload = index.workloads.first(where: { workload in
                workload.namespace == namespace && workload.template.map { budget.selector.matches($0.labels) } == true
            })
        {
            subject = .workload(workload.reference)
        } else {
            return false
        }
        return true
    }
}
