import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Targets that Prometheus can't scrape although their pods are well: their NetworkPolicies let others in, and not Prometheus.
///
/// Where Prometheus is known by the alert's label, the policies prove it. Where it is guessed, that a policy came with the alert must as well.
/// Source: https://runbooks.prometheus-operator.dev/runbooks/general/targetdown/ and
/// https://kubernetes.io/docs/concepts/services-networking/network-policies/
enum ScrapeRule {
    /// Prometheus, and whether the alert itself says where it is.
    private struct Scraper {
        var endpoint: NetworkPolicyEvaluator.Endpoint
        var isNamed: Bool
    }

    static func fault(of workload: Workload, investigation: inout Investigation) -> Finding? {
        guard investigation.alertMentions("targetdown", "target down", "targets are down", "scrape", "up == 0") else { return nil }
        let index = investigation.index
        guard let pod = index.pods(of: workload).first(where: { PodHealth($0).isReady && !$0.spec.hostNetwork }),
            let scraper = scraper(investigation)
        else { return nil }
        let evaluator = NetworkPolicyEvaluator(index: index)
        let destination = NetworkPolicyEvaluator.Endpoint(pod)
        let port = pod.spec.containers.flatMap(\.ports).first { $0.name?.contains("metrics") == true }
            .map { NetworkPolicyEvaluator.Port(number: $0.number) }
        let policies = evaluator.ingressPolicies(of: destination)
        guard !policies.isEmpty, !evaluator.admits(policies, scraper.endpoint, to: destination, port: port) else { return nil }
        // Policies only ever add to one another: where an older one let nobody of Prometheus in, a newer one changed nothing.
        let older = policies.filter { !isNew($0, investigation) }
        guard let policy = (older.isEmpty ? policies : older).max(by: { written($0) < written($1) }), older.isEmpty || scraper.isNamed else {
            return nil
        }
        let object = index.reference(to: policy)
        let at = written(policy)
        let namespace = scraper.endpoint.namespace ?? ""
        return Finding(
            .networkPolicyBlocked, object, title: "NetworkPolicy \(policy.name) keeps Prometheus from \(workload.name)",
            explanation:
                "The pods of \(workload.reference) are ready. NetworkPolicy \(policy.name), written at \(at), doesn't let in namespace \(namespace), where Prometheus runs.",
            confidence: older.isEmpty ? 0.75 : 0.6,
            evidence: [
                investigation.cite("metadata.creationTimestamp", "\(at); no rule of spec.ingress admits namespace \(namespace)", of: object),
                investigation.citeAlert(of: workload.reference),
            ], since: at)
    }

    private static func written(_ policy: NetworkPolicy) -> Timestamp {
        policy.metadata.changedAt ?? policy.metadata.creationTimestamp ?? .goZero
    }

    private static func isNew(_ policy: NetworkPolicy, _ investigation: Investigation) -> Bool {
        investigation.beganWithAlert(written(policy)) && written(policy) <= investigation.alert.startsAt + .seconds(60)
    }

    /// Where Prometheus runs: as the operator's external label says (`monitoring/k8s`), else in a namespace of a usual name.
    private static func scraper(_ investigation: Investigation) -> Scraper? {
        let named = investigation.alert.labels["prometheus"]?.split(separator: "/").first.map(String.init)
        let usual = ["monitoring", "prometheus", "observability", "openshift-monitoring", "cattle-monitoring-system", "metrics"]
        let known = Set(investigation.index.snapshot.namespaces.map(\.name))
        guard let namespace = named ?? usual.first(where: known.contains) else { return nil }
        let pod = investigation.index.pods(in: namespace).first { $0.metadata.labels["app.kubernetes.io/name"] == "prometheus" }
        let endpoint =
            pod.map { NetworkPolicyEvaluator.Endpoint($0) }
            ?? NetworkPolicyEvaluator.Endpoint(namespace: namespace, labels: [:], areLabelsKnown: false)
        return Scraper(endpoint: endpoint, isNamed: named != nil)
    }
}
