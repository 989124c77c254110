import AgentDomain
import Kubernetes
import KubernetesModel

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
        ingresses,
        ClusterReading(.networkPolicies, into: \.networkPolicies),
    ]

    /// What explains more of a namespace, and what a verdict doesn't stand on.
    static let namespacedDetails: [ClusterReading] = [ClusterReading(.controllerRevisions, into: \.controllerRevisions)]

    /// Kinds that belong to no namespace. A role that is bound to namespaces alone can't read them, and much can be said without.
    static let clusterScoped: [ClusterReading] = [
        ClusterReading(.nodes, into: \.nodes),
        ClusterReading(.namespaces, into: \.namespaces),
        ClusterReading(.persistentVolumes, into: \.persistentVolumes),
        ClusterReading(.storageClasses, into: \.storageClasses),
        ClusterReading(.ingressClasses, into: \.ingressClasses),
    ]

    static let clusterDetails: [ClusterReading] = [
        ClusterReading(.priorityClasses, into: \.priorityClasses),
        ClusterReading(.validatingWebhooks, into: \.validatingWebhooks),
        ClusterReading(.mutatingWebhooks, into: \.mutatingWebhooks),
        ClusterReading(.apiServices, as: APIService.self) { $0.apiServices += $1.filter { $0.serviceName != nil } },
    ]

    /// How traffic is led to the namespace, from wherever that is decided. Clusters without these APIs answer 404, which is believed for a while.
    static let traffic: [ClusterReading] = [
        ClusterReading(.gatewayClasses, into: \.gatewayClasses).whereServed,
        ClusterReading(.gateways, into: \.gateways).acrossNamespaces.whereServed,
        ClusterReading(.httpRoutes, into: \.httpRoutes).acrossNamespaces.whereServed,
        ClusterReading(.grpcRoutes, into: \.grpcRoutes).acrossNamespaces.whereServed,
        ClusterReading(.referenceGrants, into: \.referenceGrants).acrossNamespaces.whereServed,
        mesh(.virtualServices, into: \.virtualServices),
        mesh(.destinationRules, into: \.destinationRules),
        mesh(.serviceEntries, into: \.serviceEntries),
        mesh(.peerAuthentications, into: \.peerAuthentications),
        mesh(.authorizationPolicies, into: \.authorizationPolicies),
    ]

    /// The same of a mesh before Istio 1.22, which serves `v1beta1` alone: asked for where `v1` isn't served.
    static let olderMesh: [ClusterReading] = [
        mesh(.virtualServices, "v1beta1", into: \.virtualServices),
        mesh(.destinationRules, "v1beta1", into: \.destinationRules),
        mesh(.serviceEntries, "v1beta1", into: \.serviceEntries),
        mesh(.peerAuthentications, "v1beta1", into: \.peerAuthentications),
        mesh(.authorizationPolicies, "v1beta1", into: \.authorizationPolicies),
    ]

    private static func mesh<Item: Manifest>(
        _ resource: APIResource, _ version: String = "v1", into list: any WritableKeyPath<ClusterSnapshot, [Item]> & Sendable
    ) -> ClusterReading {
        ClusterReading(resource.version(version), into: list).acrossNamespaces.whereServed.standing(for: resource)
    }

    /// The cluster's own components, in ``ClusterSnapshot/systemNamespace``.
    static let system: [ClusterReading] = [
        pods,
        ClusterReading(.daemonSets, into: \.daemonSets),
        ClusterReading(.deployments, into: \.deployments),
    ]

    /// A namespace's and a node's overlap.
    static let pods = ClusterReading(.pods, as: Pod.self) { snapshot, pods in
        guard !snapshot.pods.isEmpty else {
            snapshot.pods = pods
            return
        }
        let known = Set(snapshot.pods.map(\.metadata.uid))
        snapshot.pods += pods.filter { $0.metadata.uid.isEmpty || !known.contains($0.metadata.uid) }
    }
    /// A namespace's and those of all overlap.
    static let ingresses = ClusterReading(.ingresses, as: Ingress.self) { snapshot, ingresses in
        let known = Set(snapshot.ingresses.map(\.metadata.uid))
        snapshot.ingresses += ingresses.filter { $0.metadata.uid.isEmpty || !known.contains($0.metadata.uid) }
    }
    static let leases = ClusterReading(.leases, into: \.leases)

    /// Both event APIs serve the same objects: the second one is asked where only it was granted.
    static let events: ClusterReading = coreEvents.otherwise(events(.groupedEvents))
    static let coreEvents: ClusterReading = events(.events)

    private static func events(_ resource: APIResource) -> ClusterReading {
        ClusterReading(resource, as: Event.self) { snapshot, events in
            guard !snapshot.events.isEmpty else {
                snapshot.events = events
                return
            }
            var merge = EventMerge()
            merge.add(snapshot.events)
            merge.add(events)
            snapshot.events = merge.events
        }
    }

    /// Names alone, and only where the operator says so.
    static let secrets = ClusterReading(.secrets, as: SecretMetadata.self) { snapshot, secrets in
        snapshot.secretNames = (snapshot.secretNames ?? []).union(secrets.map { "\($0.namespace ?? "")/\($0.name)" })
    }
}
