import AgentDomain
import Contracts
import Prometheus

extension MetricQuery {
    /// The expression of the alert's own rule: what it measures, and the number that it compares that with.
    static func alert(_ scope: SignalScope, rule: String?) -> [MetricQuery] {
        guard let rule else { return [] }
        let naming = SeriesNaming.fixed(subject(of: scope), details: [])
        return [MetricQuery(.level(.alertExpression), Threshold(rule)?.measured ?? rule, of: naming)]
    }

    private static func subject(of scope: SignalScope) -> ObjectReference {
        let labels = AlertLabels(scope.alert)
        if let namespace = labels.namespace, let pod = labels.pod {
            return ObjectReference(kind: "Pod", namespace: namespace, name: pod, container: labels.container)
        }
        return scope.target ?? ObjectReference(kind: "Namespace", namespace: nil, name: labels.namespace ?? "")
    }
}
