import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What controllers say of an object that the alert names and that no other rule knows: a Certificate, a custom resource of an operator.
///
/// Such an object's events, and those of what was made for it (`NAME-1`), are the controllers' word on why it isn't as it should be.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ and the conditions of
/// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
enum NamedObjectRule {
    static func fault(in namespace: String, investigation: inout Investigation) -> Finding? {
        let names = AlertLabels(investigation.alert).mentioned.filter { $0.utf8.count > 2 }
        let index = investigation.index
        let event = index.snapshot.events
            .filter { event in
                (event.object.namespace ?? event.namespace) == namespace && ![Pod.kind, Namespace.kind, Node.kind].contains(event.object.kind)
                    && index.workload(kind: event.object.kind, namespace: namespace, name: event.object.name) == nil
                    && names.contains { event.object.name == $0 || event.object.name.hasPrefix($0 + "-") } && investigation.isRecent(event.lastSeen)
                    && (event.isWarning || event.message.mentions("not found", "failed", "error", "denied", "invalid", "forbidden", "does not exist"))
            }
            .max { ($0.lastSeen?.microseconds ?? 0, $0.count) < ($1.lastSeen?.microseconds ?? 0, $1.count) }
        guard let event else { return nil }
        let object = ObjectReference(kind: event.object.kind, namespace: namespace, name: event.object.name)
        return Finding(
            .invalidConfiguration, object, title: "\(object.kind) \(object.name): \(event.reason)",
            explanation: "The controller of \(object) says: \(event.message)", confidence: 0.65, evidence: [investigation.cite(event)],
            since: event.firstSeen)
    }
}
