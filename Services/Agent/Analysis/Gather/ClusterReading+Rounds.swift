import AgentDomain
import Kubernetes

extension ClusterReading {
    /// Everything in a namespace that an analysis looks at; never Secrets.
    static let namespaced: [ClusterReading] = [
        pods, events,
        ClusterReading(.deployments, into: \.deployments),
        ClusterReading(.replicaSets, into: \.replicaSets),
        ClusterReading(.statefulSets, into: \.statefulSets),
        ClusterReading(.daemonSets, into: \.daemonSets),
        ClusterReading(.jobs, into: \.jobs),
        ClusterReading(.cronJobs, into: \.cronJobs),
        ClusterReading(.services, into: \.services),
        // Endpoints are the older form, deprecated since 1.33, of the same addresses.
        ClusterReading(.endpointSlices, into: \.endpointSlices).otherwise(ClusterReading(.endpoints, into: \.endpoints)),
        ClusterReading(.configMaps, into: \.configMaps),
        ClusterReading(.persistentVolumeClaims, into: \.persistentVolumeClaims),
        ClusterReading(.resourceQuotas, into: \.resourceQuotas),
        ClusterReading(.limitRanges, into: \.limitRanges),
        ClusterReading(.serviceAccounts, into: \.serviceAccounts),
        ClusterReading(.horizontalPodAutoscalers, into: \.autoscalers),
        ClusterReading(.podDisruptionBudgets, into: \.disruptionBudgets),
        ClusterReading(.ingresses, into: \.ingresses),
        ClusterReading(.networkPolicies, into: \.networkPolicies),
    ]

    /// Kinds that belong to no namespace. A role that is bound to namespaces alone can't read them, and much can be said without.
    static let clusterScoped: [ClusterReading] = [
        ClusterReading(.nodes, into: \.nodes),
        ClusterReading(.namespaces, into: \.namespaces),
        ClusterReading(.persistentVolumes, into: \.persistentVolumes),
        ClusterReading(.storageClasses, into: \.storageClasses),
        ClusterReading(.ingressClasses, into: \.ingressClasses),
    ]

    static let pods = ClusterReading(.pods, into: \.pods)

    /// Both event APIs serve the same objects: the second one is asked where only it was granted.
    static let events = ClusterReading(.events, into: \.events).otherwise(ClusterReading(.groupedEvents, into: \.events))
}
