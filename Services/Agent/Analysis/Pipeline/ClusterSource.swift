package import Kubernetes

/// The cluster that is looked at, or why there is none.
package enum ClusterSource: Sendable {
    case client(KubernetesClient)
    case unavailable(reason: String)
}
