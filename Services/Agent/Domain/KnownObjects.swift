package import Contracts
import KubernetesModel

/// The names that exist, as far as they were read: what an answer may name.
package struct KnownObjects: Sendable {
    private var references: Set<ObjectReference> = []
    private var names: Set<String> = []
    private var namespaces: Set<String> = []
    /// In lower case.
    private var kinds: Set<String> = []

    package init() {}

    package init(_ snapshot: ClusterSnapshot) {
        add(snapshot.pods)
        add(snapshot.deployments)
        add(snapshot.replicaSets)
        add(snapshot.statefulSets)
        add(snapshot.daemonSets)
        add(snapshot.jobs)
        add(snapshot.cronJobs)
        add(snapshot.services)
        add(snapshot.configMaps)
        add(snapshot.persistentVolumeClaims)
        add(snapshot.persistentVolumes)
        add(snapshot.storageClasses)
        add(snapshot.resourceQuotas)
        add(snapshot.limitRanges)
        add(snapshot.serviceAccounts)
        add(snapshot.nodes)
        add(snapshot.autoscalers)
        add(snapshot.disruptionBudgets)
        add(snapshot.ingresses)
        add(snapshot.ingressClasses)
        add(snapshot.networkPolicies)
        add(snapshot.namespaces)
        add(snapshot.priorityClasses)
        add(snapshot.validatingWebhooks)
        add(snapshot.mutatingWebhooks)
        add(snapshot.apiServices)
        add(snapshot.gatewayClasses)
        add(snapshot.gateways)
        add(snapshot.httpRoutes)
        add(snapshot.grpcRoutes)
        add(snapshot.referenceGrants)
        add(snapshot.virtualServices)
        add(snapshot.destinationRules)
        add(snapshot.serviceEntries)
        add(snapshot.peerAuthentications)
        add(snapshot.authorizationPolicies)
        namespaces.formUnion(snapshot.namespacesRead)
        for pod in snapshot.pods { names.formUnion(pod.spec.containers.map(\.name)) }
        // Controllers of kinds that aren't modelled are known by their pods.
        for workload in ClusterIndex(snapshot).workloads { insert(workload.reference) }
    }

    private mutating func add<Object: Manifest>(_ objects: [Object]) {
        for object in objects { insert(ObjectReference(kind: Object.kind, namespace: object.namespace, name: object.name)) }
    }

    package mutating func insert(_ reference: ObjectReference) {
        references.insert(reference.withoutContainer)
        kinds.insert(reference.kind.lowercased())
        names.insert(reference.name)
        if let container = reference.container { names.insert(container) }
        if let namespace = reference.namespace { namespaces.insert(namespace) }
        if reference.kind == Namespace.kind { namespaces.insert(reference.name) }
    }

    package func contains(_ reference: ObjectReference) -> Bool { references.contains(reference.withoutContainer) }
    /// Whether any object, or container of a pod, has this name.
    package func contains(name: String) -> Bool { names.contains(name) }
    package func contains(namespace: String) -> Bool { namespaces.contains(namespace) }

    /// A name, or one behind its namespace or kind, as in `shop/orders` and `pod/orders-1`; a namespace alone as well.
    package func contains(path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: return contains(name: path) || contains(namespace: path)
        case 2: return contains(name: parts[1]) && (contains(namespace: parts[0]) || kinds.contains(parts[0].lowercased()))
        default: return false
        }
    }
}
