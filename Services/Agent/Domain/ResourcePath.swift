public import Contracts

/// The API path under which an object is read: what evidence cites as its query.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
public enum ResourcePath {
    private static let groups: [String: (group: String, resource: String)] = [
        "Pod": ("api/v1", "pods"), "Service": ("api/v1", "services"), "Endpoints": ("api/v1", "endpoints"), "Node": ("api/v1", "nodes"),
        "ConfigMap": ("api/v1", "configmaps"), "Secret": ("api/v1", "secrets"), "Event": ("api/v1", "events"),
        "PersistentVolumeClaim": ("api/v1", "persistentvolumeclaims"), "PersistentVolume": ("api/v1", "persistentvolumes"),
        "ResourceQuota": ("api/v1", "resourcequotas"), "LimitRange": ("api/v1", "limitranges"),
        "ServiceAccount": ("api/v1", "serviceaccounts"), "Namespace": ("api/v1", "namespaces"),
        "Deployment": ("apis/apps/v1", "deployments"), "ReplicaSet": ("apis/apps/v1", "replicasets"),
        "StatefulSet": ("apis/apps/v1", "statefulsets"), "DaemonSet": ("apis/apps/v1", "daemonsets"),
        "Job": ("apis/batch/v1", "jobs"), "CronJob": ("apis/batch/v1", "cronjobs"),
        "EndpointSlice": ("apis/discovery.k8s.io/v1", "endpointslices"),
        "HorizontalPodAutoscaler": ("apis/autoscaling/v2", "horizontalpodautoscalers"),
        "PodDisruptionBudget": ("apis/policy/v1", "poddisruptionbudgets"), "Ingress": ("apis/networking.k8s.io/v1", "ingresses"),
        "IngressClass": ("apis/networking.k8s.io/v1", "ingressclasses"),
        "NetworkPolicy": ("apis/networking.k8s.io/v1", "networkpolicies"), "StorageClass": ("apis/storage.k8s.io/v1", "storageclasses"),
        "ControllerRevision": ("apis/apps/v1", "controllerrevisions"), "Lease": ("apis/coordination.k8s.io/v1", "leases"),
        "PriorityClass": ("apis/scheduling.k8s.io/v1", "priorityclasses"), "APIService": ("apis/apiregistration.k8s.io/v1", "apiservices"),
        "ValidatingWebhookConfiguration": ("apis/admissionregistration.k8s.io/v1", "validatingwebhookconfigurations"),
        "MutatingWebhookConfiguration": ("apis/admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations"),
        "GatewayClass": ("apis/gateway.networking.k8s.io/v1", "gatewayclasses"), "Gateway": ("apis/gateway.networking.k8s.io/v1", "gateways"),
        "HTTPRoute": ("apis/gateway.networking.k8s.io/v1", "httproutes"), "GRPCRoute": ("apis/gateway.networking.k8s.io/v1", "grpcroutes"),
        "ReferenceGrant": ("apis/gateway.networking.k8s.io/v1beta1", "referencegrants"),
        "VirtualService": ("apis/networking.istio.io/v1", "virtualservices"),
        "DestinationRule": ("apis/networking.istio.io/v1", "destinationrules"),
        "ServiceEntry": ("apis/networking.istio.io/v1", "serviceentries"),
        "PeerAuthentication": ("apis/security.istio.io/v1", "peerauthentications"),
        "AuthorizationPolicy": ("apis/security.istio.io/v1", "authorizationpolicies"),
    ]

    public static func of(_ object: ObjectReference) -> String {
        list(kind: object.kind, namespace: object.namespace) + "/\(object.name)"
    }

    public static func list(kind: String, namespace: String?) -> String {
        let (group, resource) = groups[kind] ?? ("apis", kind.lowercased() + "s")
        return namespace.map { "/\(group)/namespaces/\($0)/\(resource)" } ?? "/\(group)/\(resource)"
    }

    /// The events of one object.
    public static func events(of object: ObjectReference) -> String {
        let namespace = object.namespace ?? "default"
        return "/api/v1/namespaces/\(namespace)/events?fieldSelector=involvedObject.kind=\(object.kind),involvedObject.name=\(object.name)"
    }

    public static func log(namespace: String?, pod: String, container: String, isPrevious: Bool) -> String {
        list(kind: "Pod", namespace: namespace) + "/\(pod)/log?container=\(container)&timestamps=true" + (isPrevious ? "&previous=true" : "")
    }
}
