public import Contracts

/// What the first round of reads must cover, from the alert's labels alone.
public struct InvestigationScope: Hashable, Sendable {
    /// Namespaces to list. Empty for node and cluster alerts.
    public var namespaces: [String]
    public var node: String?

    public init(alert: Alert) {
        namespaces = [AlertLabels(alert).namespace].compactMap(\.self)
        node = AlertLabels(alert).node
    }
}

/// What an alert's labels say of the target, and not of the exporter that was scraped.
public struct AlertLabels: Hashable, Sendable {
    private var labels: [String: String]

    public init(_ alert: Alert) {
        labels = alert.labels
    }

    /// The same labels with the namespace that was found for them.
    func inNamespace(_ namespace: String?) -> AlertLabels {
        var copy = self
        copy.labels["namespace"] = namespace
        return copy
    }

    /// Scrape jobs whose `service`, `pod`, `container` and `instance` labels are their own and not the target's.
    private static let exporters = [
        "kube-state-metrics", "node-exporter", "node_exporter", "kubelet", "cadvisor", "blackbox", "apiserver", "prometheus", "alertmanager",
        "exporter",
    ]

    private var isFromExporter: Bool {
        if let job = labels["job"] { return Self.exporters.contains { job.contains($0) } }
        // Rules that aggregate leave the job out.
        return labels["service"]?.contains("kube-state-metrics") == true
    }

    private func value(_ names: String...) -> String? {
        names.lazy.compactMap { labels[$0] }.first { !$0.isEmpty }
    }

    /// Where an exporter's own labels took the plain name, Prometheus moves the target's to `exported_…` (`honor_labels: false`).
    public var namespace: String? {
        // What tells of a node lives in a namespace, and nodes in none.
        if namesNodeAlone { return value("dest_namespace", "exported_namespace") }
        // What probes a host from outside lives in a namespace of its own; `http://maps.geo` is a Service's name in namespace geo.
        if let probedHost, isFromExporter, labels["namespace"].map({ !probedHost.hasSuffix(".\($0)") }) ?? true {
            return value("dest_namespace", "exported_namespace")
        }
        return value(
            "dest_namespace", "exported_namespace", "namespace", "kubernetes_namespace", "k8s_namespace_name", "destination_workload_namespace",
            "destination_service_namespace") ?? address?.namespace
    }

    /// The Service that a probed URL or a mesh's destination names: `http://api.shop.svc:8080/health`.
    private var address: (name: String, namespace: String?)? {
        for label in ["destination_service", "target", "url", "instance"] {
            guard var host = labels[label].map({ $0[...] }) else { continue }
            let hasScheme = host.firstRange(ofASCII: "://").map { host = host[$0.upperBound...] } != nil
            let parts = host.prefix { $0 != "/" && $0 != ":" }.split(separator: ".").map(String.init)
            if parts.count >= 3, parts[2] == "svc" { return (parts[0], parts[1]) }
            if hasScheme, parts.count == 1, let name = parts.first { return (name, nil) }
        }
        return nil
    }

    /// A host outside of the cluster's own names: of a URL that was probed, or named by a label.
    public var publicHost: String? {
        probedHost
            ?? ["host", "hostname", "domain", "fqdn", "server_name", "exported_host"].lazy.compactMap { labels[$0] }
            .compactMap { Self.publicHost(in: $0[...]) }.first
    }

    /// `https://portal.example.org/login`.
    private var probedHost: String? {
        for label in ["target", "url", "instance", "exported_instance"] {
            guard let text = labels[label].map({ $0[...] }), let scheme = text.firstRange(ofASCII: "://") else { continue }
            if let host = Self.publicHost(in: text[scheme.upperBound...]) { return host }
        }
        return nil
    }

    private static func publicHost(in text: Substring) -> String? {
        let host = text.prefix { $0 != "/" && $0 != ":" && $0 != "?" }.lowercased()
        let parts = host.split(separator: ".")
        guard parts.count >= 2, !parts.contains("svc"), parts.last != "local", parts.last != "internal",
            parts.last?.contains(where: \.isLetter) == true
        else { return nil }
        return host
    }

    public var pod: String? {
        if let pod = value("exported_pod") { return pod }
        guard let pod = value("pod", "pod_name", "kubernetes_pod_name", "k8s_pod_name") else { return nil }
        return isFromExporter && Self.exporters.contains { pod.contains($0) } ? nil : pod
    }

    public var container: String? {
        if let container = value("exported_container") { return container }
        guard let container = value("container", "container_name", "k8s_container_name"), container != "POD" else { return nil }
        return Self.exporters.contains(container) ? nil : container
    }

    public var node: String? {
        if let node = value("node", "exported_node", "kubernetes_node", "nodename", "k8s_node_name") { return node }
        // Node exporters carry no other name of the node than the address that was scraped.
        guard isFromNodeExporter, pod == nil, let instance = labels["instance"] else { return nil }
        return instance.split(separator: ":").first.map(String.init)
    }

    /// Jobs are named at will; the port is the exporter's own, and its mixin's alerts all begin with the word.
    private var isFromNodeExporter: Bool {
        guard let job = labels["job"] else { return false }
        return job.contains("node-exporter") || job.contains("node_exporter") || job == "node"
            || labels["alertname"]?.hasPrefix("Node") == true && labels["instance"]?.hasSuffix(":9100") == true
    }

    /// Whether an exporter tells of a node, and it isn't the exporter itself that is missed: its own pod and Service, which scraping adds,
    /// aren't what the alert is about.
    var measuresNode: Bool {
        guard isFromNodeExporter && node != nil || namesNodeAlone, let name = labels["alertname"]?.lowercased() else { return false }
        return !["exporter", "target", "scrape", "absent"].contains { name.contains($0) }
    }

    /// Whether the node is all that is named beside the pod or Service of who told of it: kube-state-metrics, for one.
    private var namesNodeAlone: Bool {
        isFromExporter && labels["node"] != nil && pod == nil && (labels["pod"] != nil || labels["service"] != nil)
            && [
                deployment, statefulSet, daemonSet, replicaSet, job, cronJob, autoscaler, persistentVolumeClaim, resourceQuota, ingress,
                disruptionBudget, value("workload", "destination_workload", "owner_name", "created_by_name"),
            ].allSatisfy { $0 == nil }
    }

    public var persistentVolumeClaim: String? { value("persistentvolumeclaim", "claim_name", "pvc") }
    public var persistentVolume: String? { value("persistentvolume") }
    public var deployment: String? { value("deployment", "k8s_deployment_name") }
    public var statefulSet: String? { value("statefulset", "k8s_statefulset_name") }
    public var daemonSet: String? { value("daemonset", "k8s_daemonset_name") }
    public var replicaSet: String? { value("replicaset") }
    public var job: String? { value("job_name", "exported_job") }
    public var cronJob: String? { value("cronjob") }
    public var autoscaler: String? { value("horizontalpodautoscaler", "hpa") }
    public var resourceQuota: String? { value("resourcequota") }
    public var ingress: String? { value("exported_ingress", "ingress") }
    public var disruptionBudget: String? { value("poddisruptionbudget") }

    /// `service` is the scraped Service's name in most set-ups, and the target's only where no exporter stands between.
    public var service: String? { services.first }

    /// What may name the target's Service, the most exact first. A scrape job is mostly named for the Service that it scrapes.
    public var services: [String] {
        let exact = ["exported_service", "service_name", "destination_service_name", "kubernetes_service"].compactMap { labels[$0] }
        return (exact + [address?.name].compactMap(\.self) + (isFromExporter ? [] : scraped)).filter { !$0.isEmpty }
    }

    /// What an exporter's labels say of itself: it is the target where nothing else is named.
    var exporterServices: [String] { isFromExporter && pod == nil ? scraped.filter { !$0.isEmpty } : [] }

    private static let scrapeLabels = [
        "service", "app", "application", "app_kubernetes_io_name", "label_app", "k8s_app", "component", "job",
    ]

    private var scraped: [String] {
        Self.scrapeLabels.compactMap { labels[$0] }.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    }

    /// Labels that say who is told, who asked or how bad it is, and name no part of the cluster; and those that are looked at by themselves.
    private static let others = Set(
        [
            "alertname", "severity", "priority", "team", "owner", "env", "environment", "stage", "region", "zone", "cluster", "prometheus",
            "receiver", "namespace", "exported_namespace", "destination_workload_namespace", "destination_service_namespace", "container",
            "exported_container", "pod", "exported_pod", "instance", "node", "endpoint", "reason", "phase", "condition", "code", "status",
            "method", "image", "source_workload", "source_app", "source_service", "source_workload_namespace", "client", "db", "datname",
            "database", "user", "group", "version",
        ] + scrapeLabels)

    /// What other labels may name the target by: a consumer group, a queue, a proxy's cluster (`outbound|8080||rates.shop.svc.cluster.local`).
    public var mentioned: [String] {
        labels.filter { !Self.others.contains($0.key) }.sorted { $0.key < $1.key }.compactMap { _, value in
            let name = value.split(separator: "|").last.map(String.init) ?? value
            return name.split { $0 == "." || $0 == ":" }.first.map(String.init)
        }
    }

    /// The workload whose requests a mesh measured, of the target's namespace or of its own.
    ///
    /// Source: https://istio.io/latest/docs/reference/config/metrics/
    public func caller(in index: ClusterIndex) -> Workload? {
        guard let name = value("source_workload", "source_app", "source_canonical_service") else { return nil }
        return index.workload(namespace: value("source_workload_namespace") ?? namespace, name: name)
    }

    public var workload: String? {
        if let named = value("workload", "destination_workload", "owner_name", "created_by_name") { return named }
        // An exporter's own pod names no workload that the alert is about.
        let isExporters = isFromExporter && pod == nil
        return WorkloadName.from(labels: isExporters ? labels.filter { !$0.key.hasPrefix("pod") } : labels)
    }
}
