import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Alerts about the cluster as a whole carry no object: their own words say which part of it they are about.
///
/// Source: the rules of https://github.com/kubernetes-monitoring/kubernetes-mixin (KubeSchedulerDown, KubeProxyDown, KubeAPIDown, …).
enum ClusterAlertRule {
    static func role(of alert: Alert) -> SystemComponent.Role? {
        let name = alert.name.lowercased()
        let job = (alert.labels["job"] ?? alert.labels["component"] ?? "").lowercased()
        let words: [(SystemComponent.Role, [String])] = [
            (.scheduler, ["scheduler"]), (.controllerManager, ["controllermanager", "controller-manager"]), (.proxy, ["kubeproxy", "kube-proxy"]),
            (.etcd, ["etcd"]), (.dns, ["coredns", "kubedns", "kube-dns"]), (.apiServer, ["kubeapi", "apiserver"]),
            (.network, ["cnidown", "calico", "cilium", "flannel"]), (.metrics, ["metricsserver", "metrics-server"]),
        ]
        return words.first { $0.1.contains { name.contains($0) } }?.0 ?? words.first { $0.1.contains { job.contains($0) } }?.0
    }

    static func findings(_ investigation: inout Investigation) -> [Finding] {
        var found: [Finding] = []
        let named = role(of: investigation.alert)
        if let named, let fault = ControlPlaneRule.fault(of: named, investigation: &investigation) { found.append(fault) }
        if let fault = ControlPlaneRule.apiServer(&investigation) { found.append(fault) }
        // A node that has been away for longer is no part of what began now.
        found += investigation.index.snapshot.nodes.compactMap { NodeRule.fault(of: $0, investigation: &investigation) }
            .filter { !found.isEmpty || investigation.concerns($0) }
        if named == nil {
            found += SystemComponent.Role.allCases.compactMap { ControlPlaneRule.fault(of: $0, investigation: &investigation) }
        }
        if found.isEmpty, let named, let partial = partial(named, &investigation) { found.append(partial) }
        if found.isEmpty, let named, let reported = reported(named, &investigation) { found.append(reported) }
        return found
    }

    /// A component that runs on each node, and doesn't on some.
    private static func partial(_ role: SystemComponent.Role, _ investigation: inout Investigation) -> Finding? {
        guard let component = investigation.index.systemComponent(role), let pod = component.pods.first(where: { !PodHealth($0).isReady }) else {
            return nil
        }
        let object = ControlPlaneRule.reference(component, investigation)
        let evidence = pod.status.containers.filter { !$0.isReady }.prefix(1).map { investigation.cite($0, of: pod) }
        return Finding(
            ControlPlaneRule.category(of: role), object, title: "\(ControlPlaneRule.words(role)) doesn't run on node \(pod.spec.nodeName ?? "?")",
            explanation: "\(component.readyPods.count) of \(component.pods.count) pods of \(object) are ready.", confidence: 0.85,
            evidence: evidence.isEmpty ? [investigation.citeAlert(of: object)] : Array(evidence))
    }

    /// Nothing of the component can be seen: the alert, which measured it, is the only word there is.
    private static func reported(_ role: SystemComponent.Role, _ investigation: inout Investigation) -> Finding? {
        guard investigation.alert.status == .firing,
            investigation.alertMentions("down$", "disappeared", "unreachable", "absent", "unavailable", "unhealthy")
        else { return nil }
        if let component = investigation.index.systemComponent(role) {
            // What is seen to work is believed before an alert.
            if !component.readyPods.isEmpty || component.lease != nil { return nil }
        }
        let object =
            investigation.index.systemComponent(role).map { ControlPlaneRule.reference($0, investigation) }
            ?? ObjectReference(kind: Pod.kind, namespace: ClusterSnapshot.systemNamespace, name: ControlPlaneRule.name(role))
        return Finding(
            ControlPlaneRule.category(of: role), object, title: "\(ControlPlaneRule.words(role)) is down, as the alert says",
            explanation: "\(investigation.alertText). Nothing that could be read of the component says otherwise.", confidence: 0.6,
            evidence: [investigation.citeAlert(of: object)],
            since: investigation.alert.startsAt)
    }
}
