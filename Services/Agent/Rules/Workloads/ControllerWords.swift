import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What the controller of a custom resource says of an object that it should make: the ExternalSecret, SealedSecret or Certificate of the Secret's name.
///
/// Source: https://external-secrets.io/latest/api/externalsecret/ and https://cert-manager.io/docs/usage/certificate/ (both name their Secret like
/// themselves by default)
enum ControllerWords {
    private static let core: Set<String> = [
        Pod.kind, Service.kind, Deployment.kind, ReplicaSet.kind, StatefulSet.kind, DaemonSet.kind, Job.kind, CronJob.kind, ConfigMap.kind, "Secret",
        PersistentVolumeClaim.kind, Ingress.kind, HorizontalPodAutoscaler.kind,
    ]

    /// The newest warning about a custom resource of the name; nil where none was given lately.
    static func event(about name: String, namespace: String?, _ investigation: Investigation) -> Event? {
        investigation.index.snapshot.events.filter { event in
            event.isWarning && !core.contains(event.object.kind) && event.object.name == name
                && (event.object.namespace ?? event.namespace) == namespace && investigation.isRecent(event.lastSeen)
        }
        .max { ($0.lastSeen?.microseconds ?? 0) < ($1.lastSeen?.microseconds ?? 0) }
    }
}
