import Contracts
public import KubernetesModel
public import Primitives

/// A part of the cluster that workloads rely on without naming it: what runs of it, and how it is.
public struct SystemComponent: Sendable {
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case apiServer, etcd, scheduler, controllerManager, proxy, dns, network, metrics
    }

    public var role: Role
    /// Of the system namespace, by name.
    public var pods: [Pod]
    /// The DaemonSet or Deployment that runs them; nil for the static pods of a control plane node.
    public var workload: Workload?
    /// Who leads among its replicas, and when that was last confirmed.
    public var lease: Lease?

    public var readyPods: [Pod] { pods.filter { PodHealth($0).isReady } }

    /// How long nobody has led, where replicas elect a leader.
    public func leaderlessFor(at now: Timestamp) -> Duration? { lease?.lapsed(at: now) }
}

extension SystemComponent.Role {
    /// Names and `k8s-app`, `component` or `app` labels by which each is known, in kubeadm's and the common distributions' words.
    private var names: [String] {
        switch self {
        case .apiServer: ["kube-apiserver"]
        case .etcd: ["etcd"]
        case .scheduler: ["kube-scheduler"]
        case .controllerManager: ["kube-controller-manager"]
        case .proxy: ["kube-proxy"]
        case .dns: ["kube-dns", "coredns", "node-local-dns", "nodelocaldns"]
        case .network:
            [
                "calico-node", "cilium", "kube-flannel", "flannel", "weave-net", "aws-node", "azure-cni", "kube-router", "antrea-agent", "kindnet",
                "canal", "anetd", "kube-ovn-cni",
            ]
        case .metrics: ["metrics-server"]
        }
    }

    /// The lease that its replicas elect their leader by.
    var leaseName: String? {
        switch self {
        case .scheduler: "kube-scheduler"
        case .controllerManager: "kube-controller-manager"
        default: nil
        }
    }

    func matches(name: String, labels: [String: String]) -> Bool {
        let labelled = ["k8s-app", "component", "app", "app.kubernetes.io/name"].compactMap { labels[$0] }
        return names.contains { known in labelled.contains(known) || name == known || name.hasPrefix(known + "-") }
    }
}

extension ClusterIndex {
    /// The cluster's components that were found. A managed control plane shows none of its own, which says nothing about it.
    public var systemComponents: [SystemComponent] {
        let pods = pods(in: ClusterSnapshot.systemNamespace).sorted { $0.name < $1.name }
        let controllers = controllers(in: ClusterSnapshot.systemNamespace)
        return SystemComponent.Role.allCases.compactMap { role -> SystemComponent? in
            let own = pods.filter { role.matches(name: $0.name, labels: $0.metadata.labels) }
            let workload = controllers.first { role.matches(name: $0.name, labels: $0.template?.labels ?? [:]) }
            let lease = role.leaseName.flatMap { self.lease(namespace: ClusterSnapshot.systemNamespace, name: $0) }
            guard !own.isEmpty || workload != nil || lease != nil else { return nil }
            return SystemComponent(role: role, pods: own, workload: workload, lease: lease)
        }
    }

    public func systemComponent(_ role: SystemComponent.Role) -> SystemComponent? { systemComponents.first { $0.role == role } }

    /// A node's heartbeat, renewed every ten seconds while its kubelet lives and reaches the API server.
    public func heartbeat(ofNode name: String) -> Lease? { lease(namespace: ClusterSnapshot.leaseNamespace, name: name) }

    private func lease(namespace: String, name: String) -> Lease? {
        snapshot.leases.first { $0.name == name && $0.namespace == namespace }
    }

    /// Controllers of the system namespace, without what stands alone.
    private func controllers(in namespace: String) -> [Workload] {
        workloads.filter { $0.namespace == namespace && $0.reference.kind != Pod.kind && $0.reference.kind != Job.kind }
            .sorted { $0.reference.description < $1.reference.description }
    }
}
