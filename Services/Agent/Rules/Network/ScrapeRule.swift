import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Targets that Prometheus can't scrape although their pods are well: a NetworkPolicy that came shortly before lets others in, and not Prometheus.
///
/// Source: https://runbooks.prometheus-operator.dev/runbooks/general/targetdown/ and
/// https://kubernetes.io/docs/concepts/services-networking/network-policies/
enum ScrapeRule {
    /// Before the alert: rules wait a quarter of an hour, and people notice late.
    private static let memory = Duration.seconds(3600)

    static func fault(of workload: Workload, investigation: inout Investigation) -> Finding? {
        guard investigation.alertMentions("targetdown", "target down", "targets are down", "scrape", "up == 0") else { return nil }
        let index = investigation.index
        guard let pod = index.pods(of: workload).first(where: { PodHealth($0).isReady && !$0.spec.hostNetwork }) else { return nil }
        let start = investigation.alert.startsAt
        let policies = index.snapshot.networkPolicies.filter { policy in
            guard policy.restrictsIngress, policy.namespace == pod.namespace, policy.podSelector.matches(pod.metadata.labels),
                let at = policy.metadata.changedAt ?? policy.metadata.creationTimestamp
            else { return false }
            return at <= start + .seconds(60) && at >= start - memory
        }
        guard let policy = policies.first, let scraper = scraper(investigation) else { return nil }
        let ports = pod.spec.containers.flatMap(\.ports)
        let port = ports.first { $0.name?.contains("metrics") == true }?.number
        guard
            NetworkPolicyEvaluator(index: index).policy(
                blocking: scraper, to: NetworkPolicyEvaluator.Endpoint(pod), port: port.map { NetworkPolicyEvaluator.Port(number: $0) }) != nil
        else { return nil }
        let object = index.reference(to: policy)
        let at = policy.metadata.changedAt ?? policy.metadata.creationTimestamp
        return Finding(
            .networkPolicyBlocked, object, title: "NetworkPolicy \(policy.name) keeps Prometheus from \(workload.name)",
            explanation:
                "The pods of \(workload.reference) are ready. NetworkPolicy \(policy.name), which came at \(at?.description ?? "?"), lets in nobody of namespace \(scraper.namespace ?? ""), where Prometheus runs.",
            confidence: 0.75,
            evidence: [
                investigation.cite(
                    "metadata.creationTimestamp", "\(at?.description ?? "?"); no rule of spec.ingress admits namespace \(scraper.namespace ?? "")",
                    of: object),
                investigation.citeAlert(of: workload.reference),
            ], since: at)
    }

    /// Where Prometheus runs: as the operator's external label says (`monitoring/k8s`), else in a namespace of a usual name.
    private static func scraper(_ investigation: Investigation) -> NetworkPolicyEvaluator.Endpoint? {
        let labelled = investigation.alert.labels["prometheus"]?.split(separator: "/").first.map(String.init)
        let usual = ["monitoring", "prometheus", "observability", "openshift-monitoring", "cattle-monitoring-system", "metrics"]
        let known = Set(investigation.index.snapshot.namespaces.map(\.name))
        guard let namespace = labelled ?? usual.first(where: known.contains) else { return nil }
        return NetworkPolicyEvaluator.Endpoint(
            namespace: namespace, labels: ["app.kubernetes.io/name": "prometheus", "app": "prometheus", "prometheus": "k8s"])
    }
}
