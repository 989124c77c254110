import AgentDomain
import Contracts
import Kubernetes
import KubernetesModel

/// Which lists are read: first what the alert's labels lead to, then what the first ones lead to.
struct ReadPlan: Sendable {
    let alert: Alert
    let readsSecretMetadata: Bool
    /// Namespaces that are read for their own sake.
    var namespaces: [String]
    /// A pod whose namespace the alert doesn't say.
    let wantedPod: String?
    /// The alert's node, by name or address.
    let node: String?

    init(alert: Alert, readsSecretMetadata: Bool) {
        self.alert = alert
        self.readsSecretMetadata = readsSecretMetadata
        let scope = InvestigationScope(alert: alert)
        namespaces = scope.namespaces.filter(ObjectName.isLabel)
        node = scope.node.flatMap { ObjectName.isSubdomain($0) ? $0 : nil }
        let pod = AlertLabels(alert).pod.flatMap { ObjectName.isSubdomain($0) ? $0 : nil }
        wantedPod = namespaces.isEmpty ? pod : nil
    }

    // MARK: The first round

    var first: [Errand] {
        ClusterReading.clusterScoped.map { Errand(reading: $0) }
            + ClusterReading.clusterDetails.map { Errand(reading: $0, standing: .detail) }
            + ClusterReading.traffic.map { Errand(reading: $0, namespace: namespaces.first, standing: .detail) }
            + namespaces.flatMap(errands(in:)) + probed + system
    }

    /// Ingresses of all namespaces, where the alert names a host that is asked from outside.
    private var probed: [Errand] {
        AlertLabels(alert).publicHost == nil ? [] : [Errand(reading: .ingresses, standing: .detail)]
    }

    private func errands(in namespace: String) -> [Errand] {
        ClusterReading.namespaced.map { Errand(reading: $0, namespace: namespace) }
            + ClusterReading.namespacedDetails.map { Errand(reading: $0, namespace: namespace, standing: .detail) }
            + (readsSecretMetadata ? [Errand(reading: .secrets, namespace: namespace, standing: .detail)] : [])
    }

    /// The components that every workload relies on.
    private var system: [Errand] {
        let home = ClusterSnapshot.systemNamespace
        var errands = [home, ClusterSnapshot.leaseNamespace].map { Errand(reading: .leases, namespace: $0, standing: .system) }
        guard !namespaces.contains(home) else { return errands }
        errands += ClusterReading.system.map { Errand(reading: $0, namespace: home, standing: .system) }
        errands.append(Errand(reading: .coreEvents, namespace: home, options: ListOptions(fieldSelector: "type=Warning"), standing: .system))
        return errands
    }

    // MARK: The second round

    struct Second: Sendable {
        var errands: [Errand]
        /// Namespaces that it reads.
        var namespaces: [String]
        var wantsNodeLoads: Bool
    }

    /// What the first round leads to: the namespace of the wanted pod, else those that the target's addresses and its volume name; the nodes that are unwell,
    /// and the alert's; and what the nodes have left, where somebody waits for room.
    func second(after snapshot: ClusterSnapshot) -> Second {
        var further = namespaces
        let index = ClusterIndex(snapshot)
        if wantedPod == nil {
            let target = InvestigationTarget(alert: alert, index: index)
            let plan = LogPlan(target: target, index: index)
            further = (Self.targetNamespace(target) + plan.furtherNamespaces + Self.webhookNamespaces(snapshot) + apiNamespaces(snapshot))
                .filter(ObjectName.isLabel)
        }
        further = further.reduce(into: []) { if !$0.contains($1), $0.count < Self.maximumFurtherNamespaces { $0.append($1) } }
        further.removeAll { snapshot.namespacesRead.contains($0) }
        return Second(
            errands: further.flatMap(errands(in:)) + agentErrands(index) + olderMesh(snapshot) + nodeErrands(snapshot), namespaces: further,
            wantsNodeLoads: node != nil || wantedPod != nil || snapshot.pods.contains(where: \.waitsForNode))
    }

    /// Where the claim is of a volume that the alert names, or what serves a host: the alert names no namespace, and they have one.
    private static func targetNamespace(_ target: InvestigationTarget) -> [String] {
        switch target.subject {
        case .claim(let object), .ingress(let object), .service(let object): [object.namespace].compactMap(\.self)
        default: []
        }
    }

    /// Where the webhooks run that an event complains of.
    private static func webhookNamespaces(_ snapshot: ClusterSnapshot) -> [String] {
        let complaints = snapshot.events.map(\.message).filter { $0.holdsBytes(of: "webhook") }
        guard !complaints.isEmpty else { return [] }
        let webhooks = snapshot.validatingWebhooks.flatMap(\.webhooks) + snapshot.mutatingWebhooks.flatMap(\.webhooks)
        return webhooks.filter { webhook in complaints.contains { $0.holdsBytes(of: webhook.name) } }.compactMap(\.service?.namespace)
    }

    /// Where the servers run of the API groups that the alert names and that aren't available.
    private func apiNamespaces(_ snapshot: ClusterSnapshot) -> [String] {
        let names = Set([alert.labels["name"], alert.labels["apiservice"]].compactMap(\.self))
        return snapshot.apiServices.filter { names.contains($0.name) && !$0.isAvailable }.compactMap(\.serviceNamespace)
    }

    /// The pods of the nodes whose agents may keep pods of the namespace from starting: drivers and plugins live in namespaces of their own.
    private func agentErrands(_ index: ClusterIndex) -> [Errand] {
        // Containers are created in seconds: only what the kubelet complains of is looked into.
        let stuck = namespaces.flatMap { index.pods(in: $0) }.filter { pod in
            guard pod.status.phase == "Pending" else { return false }
            return pod.spec.nodeName == nil
                || index.events(of: pod).contains { ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"].contains($0.reason) }
        }
        return NodeAgents.nodes(keeping: stuck, index: index).prefix(Self.maximumAgentNodes).map {
            Errand(reading: .pods, options: ListOptions(fieldSelector: "spec.nodeName=\($0)"), standing: .detail)
        }
    }

    private func olderMesh(_ snapshot: ClusterSnapshot) -> [Errand] {
        ClusterReading.olderMesh
            .filter { reading in
                let name = APIOperation("list", reading.resource).resourceName
                return snapshot.failures.contains { $0.resource == name && $0.reason == .notServed }
            }
            .map { Errand(reading: $0, namespace: namespaces.first, standing: .detail) }
    }

    /// What happened to the alert's node and to those that aren't well, and which pods run on the alert's.
    private func nodeErrands(_ snapshot: ClusterSnapshot) -> [Errand] {
        var errands: [Errand] = []
        var names = snapshot.nodes.filter(\.isUnwell).map(\.name).sorted().prefix(Self.maximumUnwellNodes).map(\.self)
        if let node {
            let name = snapshot.nodes.first { $0.name == node || $0.addresses.contains(node) }?.name ?? node
            if !names.contains(name) {
                names.append(name)
            }
            if namespaces.isEmpty {
                errands.append(Errand(reading: .pods, options: ListOptions(fieldSelector: "spec.nodeName=\(name)")))
            }
        }
        return errands
            + names.map { name in
                let selector = "involvedObject.kind=Node,involvedObject.name=\(name)"
                // Nodes have no namespace; their events are kept in this one.
                return Errand(reading: .events, namespace: "default", options: ListOptions(fieldSelector: selector))
            }
    }

    private static let maximumUnwellNodes = 3
    private static let maximumAgentNodes = 2
    private static let maximumFurtherNamespaces = 4
}

extension Pod {
    /// The scheduler has looked at it and found no node.
    fileprivate var waitsForNode: Bool {
        spec.nodeName == nil && status.phase == "Pending" && status.conditions["PodScheduled"]?.status == "False"
    }
}
