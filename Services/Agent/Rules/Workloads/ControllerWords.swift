import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What the controller of a custom resource says of an object that it should make: the ExternalSecret, SealedSecret or Certificate of the Secret's name.
///
/// Source: https://external-secrets.io/latest/api/externalsecret/ and https://cert-manager.io/docs/usage/certificate/ (both name their Secret like
/// themselves by default)
enum ControllerWords {
    /// The newest warning about a custom resource of the name that makes Secrets or ConfigMaps; nil where none was given lately.
    static func event(about name: String, namespace: String?, _ investigation: Investigation) -> Event? {
        investigation.index.snapshot.events.filter { event in
            event.isWarning && event.object.name == name && (event.object.namespace ?? event.namespace) == namespace && isMaker(event)
                && investigation.isRecent(event.lastSeen)
        }
        .max { ($0.lastSeen?.microseconds ?? 0) < ($1.lastSeen?.microseconds ?? 0) }
    }

    /// `ExternalSecret`, `SealedSecret`, `VaultStaticSecret`: nobody makes these but for the Secrets that come of them.
    static func makesSecrets(_ kind: String) -> Bool { kind.hasSuffix("Secret") && kind != "Secret" }

    /// Charts call everything alike, of Kubernetes' own kinds and of others: a maker's kind or words speak of what it makes.
    private static func isMaker(_ event: Event) -> Bool {
        let group = event.object.group
        guard group.isEmpty || group.contains(".") && !group.hasSuffix(".k8s.io") else { return false }
        let kind = event.object.kind
        if makesSecrets(kind) || kind == "Certificate" { return true }
        return !group.isEmpty && event.message.mentions("secret", "configmap")
    }
}
