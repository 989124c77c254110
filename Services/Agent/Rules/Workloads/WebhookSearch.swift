import AgentDomain
import Contracts
import KubernetesModel

/// The configuration that a webhook's name belongs to, and why it can't be called.
enum WebhookSearch {
    static func configuration(of name: String, _ index: ClusterIndex) -> ObjectReference? {
        if let found = index.snapshot.validatingWebhooks.first(where: { $0.webhooks.contains { $0.name == name } }) {
            return index.reference(to: found)
        }
        if let found = index.snapshot.mutatingWebhooks.first(where: { $0.webhooks.contains { $0.name == name } }) {
            return index.reference(to: found)
        }
        return nil
    }

    /// Where it is asked, whether its Service has anything behind it, and that failing is not to be ignored.
    static func evidence(of name: String, _ investigation: inout Investigation) -> [EvidenceID] {
        let index = investigation.index
        let all = index.snapshot.validatingWebhooks.flatMap(\.webhooks) + index.snapshot.mutatingWebhooks.flatMap(\.webhooks)
        guard let webhook = all.first(where: { $0.name == name }), let object = configuration(of: name, index) else { return [] }
        var facts = [investigation.cite("webhooks[\(name)].failurePolicy", webhook.failurePolicy, of: object)]
        guard let target = webhook.service else { return facts }
        let reference = ObjectReference(kind: Service.kind, namespace: target.namespace, name: target.name)
        facts.append(investigation.cite("webhooks[\(name)].clientConfig.service", "\(target.namespace)/\(target.name):\(target.port)", of: object))
        if let service = index.service(namespace: target.namespace, name: target.name) {
            if !index.addresses(behind: service).contains(where: \.isReady) {
                facts.append(investigation.cite("endpoints", "none is ready", of: reference))
            }
        } else if index.hasRead("services", namespace: target.namespace) {
            facts.append(investigation.cite("metadata.name", "no Service of that name exists", of: reference))
        }
        return facts
    }

    /// Why what should answer it doesn't run.
    static func trouble(of name: String, _ investigation: inout Investigation) -> (words: String, evidence: [EvidenceID])? {
        let index = investigation.index
        let all = index.snapshot.validatingWebhooks.flatMap(\.webhooks) + index.snapshot.mutatingWebhooks.flatMap(\.webhooks)
        guard let target = all.first(where: { $0.name == name })?.service,
            let service = index.service(namespace: target.namespace, name: target.name)
        else { return nil }
        return ComponentTrouble.of(index.workloads(behind: service).flatMap { index.pods(of: $0) }, &investigation)
    }
}
