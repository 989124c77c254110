import Recording

/// Where the API serves objects of a kind.
struct KindEntry: Hashable, Sendable {
    var kind: String
    /// Empty for the core group.
    var group: String
    var version: String
    var plural: String
    var isNamespaced: Bool

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// As a recording lays its lists out, for the whole cluster: `api/v1/pods`, `apis/apps/v1/deployments`.
    var path: String { "\(groupPath)/\(plural)" }

    var groupPath: String { group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)" }
}

/// The kinds that a cluster serves whether or not it has objects of them, and those that come with a case's objects.
enum KindCatalog {
    static let builtIn: [KindEntry] = [
        core("Pod", "pods"), core("Event", "events"), core("Service", "services"), core("Endpoints", "endpoints"),
        core("ConfigMap", "configmaps"), core("PersistentVolumeClaim", "persistentvolumeclaims"), core("ResourceQuota", "resourcequotas"),
        core("LimitRange", "limitranges"), core("ServiceAccount", "serviceaccounts"), core("ReplicationController", "replicationcontrollers"),
        core("PodTemplate", "podtemplates"),
        core("Node", "nodes", isNamespaced: false), core("Namespace", "namespaces", isNamespaced: false),
        core("PersistentVolume", "persistentvolumes", isNamespaced: false), core("ComponentStatus", "componentstatuses", isNamespaced: false),
        entry("Deployment", "apps", "deployments"), entry("ReplicaSet", "apps", "replicasets"),
        entry("StatefulSet", "apps", "statefulsets"), entry("DaemonSet", "apps", "daemonsets"),
        entry("ControllerRevision", "apps", "controllerrevisions"),
        entry("Job", "batch", "jobs"), entry("CronJob", "batch", "cronjobs"),
        entry("EndpointSlice", "discovery.k8s.io", "endpointslices"),
        entry("HorizontalPodAutoscaler", "autoscaling", "horizontalpodautoscalers", version: "v2"),
        entry("PodDisruptionBudget", "policy", "poddisruptionbudgets"),
        entry("Ingress", "networking.k8s.io", "ingresses"), entry("NetworkPolicy", "networking.k8s.io", "networkpolicies"),
        entry("IngressClass", "networking.k8s.io", "ingressclasses", isNamespaced: false),
        entry("StorageClass", "storage.k8s.io", "storageclasses", isNamespaced: false),
        entry("CSIDriver", "storage.k8s.io", "csidrivers", isNamespaced: false),
        entry("CSINode", "storage.k8s.io", "csinodes", isNamespaced: false),
        entry("VolumeAttachment", "storage.k8s.io", "volumeattachments", isNamespaced: false),
        entry("CSIStorageCapacity", "storage.k8s.io", "csistoragecapacities"),
        entry("Lease", "coordination.k8s.io", "leases"),
        entry("PriorityClass", "scheduling.k8s.io", "priorityclasses", isNamespaced: false),
        entry("RuntimeClass", "node.k8s.io", "runtimeclasses", isNamespaced: false),
        entry("Role", "rbac.authorization.k8s.io", "roles"), entry("RoleBinding", "rbac.authorization.k8s.io", "rolebindings"),
        entry("ClusterRole", "rbac.authorization.k8s.io", "clusterroles", isNamespaced: false),
        entry("ClusterRoleBinding", "rbac.authorization.k8s.io", "clusterrolebindings", isNamespaced: false),
        entry("ValidatingWebhookConfiguration", "admissionregistration.k8s.io", "validatingwebhookconfigurations", isNamespaced: false),
        entry("MutatingWebhookConfiguration", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", isNamespaced: false),
        entry("ValidatingAdmissionPolicy", "admissionregistration.k8s.io", "validatingadmissionpolicies", isNamespaced: false),
        entry("APIService", "apiregistration.k8s.io", "apiservices", isNamespaced: false),
        entry("CustomResourceDefinition", "apiextensions.k8s.io", "customresourcedefinitions", isNamespaced: false),
        entry("NodeMetrics", "metrics.k8s.io", "nodes", version: "v1beta1", isNamespaced: false),
        entry("PodMetrics", "metrics.k8s.io", "pods", version: "v1beta1"),
    ]

    /// Kinds of extensions that belong to no namespace; all others of groups that aren't built in do.
    private static let clusterScopedExtensions: Set<String> = ["GatewayClass", "ClusterIssuer", "VolumeSnapshotClass", "ClusterSecretStore"]

    /// - Parameter apiVersion: As the object says it; nil takes the kind's own.
    /// - Returns: nil for a kind that isn't built in and says no version.
    static func entry(kind: String, apiVersion: String?) -> KindEntry? {
        let known = builtIn.first { $0.kind == kind && (apiVersion == nil || apiVersion == $0.apiVersion) }
        if let known { return known }
        guard let parts = apiVersion?.split(separator: "/").map(String.init), parts.count == 2 else { return nil }
        return KindEntry(
            kind: kind, group: parts[0], version: parts[1], plural: plural(of: kind), isNamespaced: !clusterScopedExtensions.contains(kind))
    }

    private static func plural(of kind: String) -> String {
        let name = kind.lowercased()
        if name.hasSuffix("y"), !name.hasSuffix("ay") { return name.dropLast() + "ies" }
        return name.hasSuffix("s") ? name + "es" : name + "s"
    }

    private static func core(_ kind: String, _ plural: String, isNamespaced: Bool = true) -> KindEntry {
        KindEntry(kind: kind, group: "", version: "v1", plural: plural, isNamespaced: isNamespaced)
    }

    private static func entry(_ kind: String, _ group: String, _ plural: String, version: String = "v1", isNamespaced: Bool = true) -> KindEntry {
        KindEntry(kind: kind, group: group, version: version, plural: plural, isNamespaced: isNamespaced)
    }
}
