import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// The parts of the cluster that place, create and route for all workloads: how they are, by their pods, their leases and what they leave undone.
///
/// A leading scheduler or controller manager renews its lease every two seconds; one that has lapsed has no leader at all.
/// A managed control plane shows none of its parts, which says nothing about them.
/// Source: https://kubernetes.io/docs/concepts/architecture/leases/ and https://kubernetes.io/docs/reference/command-line-tools-reference/
enum ControlPlaneRule {
    /// Reads of one round differ by seconds, and a new leader takes a lease within fifteen.
    private static let lapse = Duration.seconds(30)
    /// Longer than controllers take to look at a new object.
    static let patience = Duration.seconds(60)

    /// Why a component doesn't work, where that can be seen.
    static func fault(of role: SystemComponent.Role, investigation: inout Investigation) -> Finding? {
        guard let component = investigation.index.systemComponent(role) else { return nil }
        if let lease = component.lease, let overdue = component.leaderlessFor(at: investigation.now), overdue > lapse, let renewed = lease.renewedAt {
            let object = reference(component, investigation)
            let leaseObject = investigation.index.reference(to: lease)
            let evidence = [
                investigation.cite("spec.renewTime", "\(renewed), not renewed for \(seconds(overdue)) s after it lapsed", of: leaseObject)
            ]
            let trouble = ComponentTrouble.of(component.pods, &investigation)
            return Finding(
                category(of: role), object, title: "\(words(role)) has no leader",
                explanation: "\(words(role)) last renewed its lease at \(renewed): no replica of it works."
                    + (trouble.map { " \($0.words)" } ?? ""), confidence: 0.92,
                evidence: evidence + (trouble?.evidence ?? []) + troubled(component, &investigation), since: renewed)
        }
        let isAbsent = component.readyPods.isEmpty && (component.workload.map { ($0.desired ?? 1) > 0 } ?? !component.pods.isEmpty)
        let isScaledDown = component.workload?.desired == 0 && component.pods.isEmpty && component.workload?.reference.kind != DaemonSet.kind
        guard isAbsent && (!component.pods.isEmpty || component.workload != nil) || isScaledDown else { return nil }
        let object = reference(component, investigation)
        let trouble = ComponentTrouble.of(component.pods, &investigation)
        var evidence = (trouble?.evidence ?? []) + troubled(component, &investigation)
        if evidence.isEmpty {
            evidence = [investigation.cite("status.readyReplicas", "0 of \(component.workload?.desired ?? component.pods.count)", of: object)]
        }
        return Finding(
            category(of: role), object, title: "\(words(role)) is not running",
            explanation: "None of the pods of \(object) is ready." + (trouble.map { " \($0.words)" } ?? ""), confidence: 0.9, evidence: evidence)
    }

    static func reference(_ component: SystemComponent, _ investigation: Investigation) -> ObjectReference {
        component.workload?.reference ?? component.pods.first.map { investigation.index.reference(to: $0) }
            ?? component.lease.map { investigation.index.reference(to: $0) }
            ?? ObjectReference(kind: Pod.kind, namespace: ClusterSnapshot.systemNamespace, name: name(component.role))
    }

    private static func troubled(_ component: SystemComponent, _ investigation: inout Investigation) -> [EvidenceID] {
        component.pods.filter { !PodHealth($0).isReady }.prefix(2).flatMap { pod in
            pod.status.containers.filter { !$0.isReady }.prefix(1).map { investigation.cite($0, of: pod) }
        }
    }

    private static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }

    static func category(of role: SystemComponent.Role) -> CauseCategory {
        switch role {
        case .scheduler: .schedulerUnavailable
        case .proxy: .kubeProxyUnavailable
        case .dns: .dnsResolutionFailed
        case .network: .nodeNetworkUnavailable
        case .metrics: .hpaMetricsUnavailable
        case .apiServer, .etcd, .controllerManager: .controlPlaneUnhealthy
        }
    }

    static func words(_ role: SystemComponent.Role) -> String {
        switch role {
        case .apiServer: "The API server"
        case .etcd: "etcd"
        case .scheduler: "The scheduler"
        case .controllerManager: "The controller manager"
        case .proxy: "kube-proxy"
        case .dns: "The cluster's name server"
        case .network: "The network plugin"
        case .metrics: "metrics-server"
        }
    }

    static func name(_ role: SystemComponent.Role) -> String {
        switch role {
        case .apiServer: "kube-apiserver"
        case .etcd: "etcd"
        case .scheduler: "kube-scheduler"
        case .controllerManager: "kube-controller-manager"
        case .proxy: "kube-proxy"
        case .dns: "coredns"
        case .network: "cni"
        case .metrics: "metrics-server"
        }
    }

    // MARK: What the API server says of itself

    /// Failing checks of `/readyz`, and answers that only a sick API server or etcd gives.
    static func apiServer(_ investigation: inout Investigation) -> Finding? {
        let checks = investigation.index.snapshot.failingServerChecks ?? []
        let failures = investigation.index.snapshot.failures.filter { failure in
            failure.reason == .unavailable
                && failure.message.mentions(
                    "etcdserver", "etcd", "apiserver not ready", "currently unable to handle the request", "storage is (re)initializing",
                    "leader changed", "apiserver is shutting down")
        }
        guard !checks.isEmpty || !failures.isEmpty else { return nil }
        let said = checks + failures.map(\.message)
        let role: SystemComponent.Role = said.contains { $0.mentions("etcd") } ? .etcd : .apiServer
        let object =
            investigation.index.systemComponent(role).map { reference($0, investigation) }
            ?? ObjectReference(kind: Pod.kind, namespace: ClusterSnapshot.systemNamespace, name: name(role))
        let evidence = said.prefix(3).map { text in
            investigation.evidence.cite(source: "kubernetes", query: "/readyz?verbose", object: nil, at: investigation.now, text: text)
        }
        return Finding(
            .controlPlaneUnhealthy, object, title: "\(words(role)) is unhealthy", explanation: "The API server says: \(said[0])", confidence: 0.88,
            evidence: Array(evidence))
    }
}
