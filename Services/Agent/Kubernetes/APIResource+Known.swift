/// The kinds that an analysis reads.
extension APIResource {
    package static let pods = APIResource(plural: "pods")
    package static let events = APIResource(plural: "events")
    package static let services = APIResource(plural: "services")
    package static let endpoints = APIResource(plural: "endpoints")
    package static let configMaps = APIResource(plural: "configmaps")
    package static let persistentVolumeClaims = APIResource(plural: "persistentvolumeclaims")
    package static let resourceQuotas = APIResource(plural: "resourcequotas")
    package static let limitRanges = APIResource(plural: "limitranges")
    package static let serviceAccounts = APIResource(plural: "serviceaccounts")
    package static let deployments = APIResource(group: "apps", plural: "deployments")
    package static let replicaSets = APIResource(group: "apps", plural: "replicasets")
    package static let statefulSets = APIResource(group: "apps", plural: "statefulsets")
    package static let daemonSets = APIResource(group: "apps", plural: "daemonsets")
    package static let jobs = APIResource(group: "batch", plural: "jobs")
    package static let cronJobs = APIResource(group: "batch", plural: "cronjobs")
    package static let controllerRevisions = APIResource(group: "apps", plural: "controllerrevisions")
    package static let leases = APIResource(group: "coordination.k8s.io", plural: "leases")
    package static let endpointSlices = APIResource(group: "discovery.k8s.io", plural: "endpointslices")
    /// The newer door to the same events, for accounts that were granted this group alone.
    package static let groupedEvents = APIResource(group: "events.k8s.io", plural: "events")
    package static let horizontalPodAutoscalers = APIResource(group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers")
    package static let podDisruptionBudgets = APIResource(group: "policy", plural: "poddisruptionbudgets")
    package static let ingresses = APIResource(group: "networking.k8s.io", plural: "ingresses")
    package static let networkPolicies = APIResource(group: "networking.k8s.io", plural: "networkpolicies")

    package static let gateways = APIResource(group: "gateway.networking.k8s.io", plural: "gateways")
    package static let httpRoutes = APIResource(group: "gateway.networking.k8s.io", plural: "httproutes")
    package static let grpcRoutes = APIResource(group: "gateway.networking.k8s.io", plural: "grpcroutes")
    package static let referenceGrants = APIResource(group: "gateway.networking.k8s.io", version: "v1beta1", plural: "referencegrants")
    package static let virtualServices = APIResource(group: "networking.istio.io", plural: "virtualservices")
    package static let destinationRules = APIResource(group: "networking.istio.io", plural: "destinationrules")
    package static let serviceEntries = APIResource(group: "networking.istio.io", plural: "serviceentries")
    package static let peerAuthentications = APIResource(group: "security.istio.io", plural: "peerauthentications")
    package static let authorizationPolicies = APIResource(group: "security.istio.io", plural: "authorizationpolicies")

    package static let nodes = APIResource(plural: "nodes", isNamespaced: false)
    package static let namespaces = APIResource(plural: "namespaces", isNamespaced: false)
    package static let persistentVolumes = APIResource(plural: "persistentvolumes", isNamespaced: false)
    package static let storageClasses = APIResource(group: "storage.k8s.io", plural: "storageclasses", isNamespaced: false)
    package static let ingressClasses = APIResource(group: "networking.k8s.io", plural: "ingressclasses", isNamespaced: false)
    package static let priorityClasses = APIResource(group: "scheduling.k8s.io", plural: "priorityclasses", isNamespaced: false)
    package static let validatingWebhooks = APIResource(
        group: "admissionregistration.k8s.io", plural: "validatingwebhookconfigurations", isNamespaced: false)
    package static let mutatingWebhooks = APIResource(
        group: "admissionregistration.k8s.io", plural: "mutatingwebhookconfigurations", isNamespaced: false)
    package static let apiServices = APIResource(group: "apiregistration.k8s.io", plural: "apiservices", isNamespaced: false)
    package static let gatewayClasses = APIResource(group: "gateway.networking.k8s.io", plural: "gatewayclasses", isNamespaced: false)
    package static let selfSubjectAccessReviews = APIResource(
        group: "authorization.k8s.io", plural: "selfsubjectaccessreviews", isNamespaced: false)
}

extension APIResource {
    /// Asked for as metadata alone, and only where the operator says so.
    package static let secrets = APIResource(plural: "secrets")

    /// The same kind in another version of its group.
    package func version(_ version: String) -> APIResource {
        var copy = self
        copy.version = version
        return copy
    }
}

extension APIResource {
    /// Every kind that an analysis reads, of whatever part of it.
    package static let readByAnalyses: [APIResource] = [
        .pods, .events, .services, .endpoints, .configMaps, .persistentVolumeClaims, .resourceQuotas, .limitRanges, .serviceAccounts,
        .deployments, .replicaSets, .statefulSets, .daemonSets, .jobs, .cronJobs, .controllerRevisions, .leases, .endpointSlices,
        .horizontalPodAutoscalers, .podDisruptionBudgets, .ingresses, .networkPolicies, .gateways, .httpRoutes, .grpcRoutes,
        .referenceGrants, .virtualServices, .destinationRules, .serviceEntries, .peerAuthentications, .authorizationPolicies, .nodes,
        .namespaces, .persistentVolumes, .storageClasses, .ingressClasses, .priorityClasses, .validatingWebhooks, .mutatingWebhooks,
        .apiServices, .gatewayClasses,
    ]
}
