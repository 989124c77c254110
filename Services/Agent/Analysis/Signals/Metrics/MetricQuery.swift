import AgentDomain
import Contracts
import Prometheus

/// One expression to ask Prometheus for, what its series tell, and of what.
struct MetricQuery: Hashable, Sendable {
    enum Reading: Hashable, Sendable {
        /// Each series is the level of one object.
        case level(Measurement.Quantity)
        /// The last value is what the quantity may not exceed.
        case bound(Measurement.Quantity)
        case requested(Measurement.Quantity)
        /// Rates by the outcome that a label names: the share that failed, and all together.
        case outcomes(share: Measurement.Quantity, rate: Measurement.Quantity)
    }

    var expression: String
    /// By the metric's name, where the expression asks for several; under the empty name where it asks for one.
    var readings: [String: Reading]
    var naming: SeriesNaming
    /// What a value is multiplied with to be in its quantity's unit.
    var scale = 1.0
    /// The labels that the expression of one of several metrics goes by, for ``citation(of:)``.
    private var selector: String?

    init(_ reading: Reading, _ expression: String, of naming: SeriesNaming, scale: Double = 1) {
        self.expression = expression
        readings = ["": reading]
        self.naming = naming
        self.scale = scale
    }

    /// Several metrics in one question.
    ///
    /// - Parameter selector: matchers without braces.
    init(_ readings: [String: Reading], _ selector: String, of naming: SeriesNaming) {
        let names = readings.keys.sorted()
        expression = names.count == 1 ? "\(names[0]){\(selector)}" : "{\(PromQL.matcher("__name__", names)),\(selector)}"
        self.readings = readings
        self.naming = naming
        self.selector = selector
    }

    func reading(of labels: [String: String]) -> Reading? {
        readings[""] ?? labels["__name__"].flatMap { readings[$0] } ?? (readings.count == 1 ? readings.first?.value : nil)
    }

    /// The expression that shows one series' metric alone.
    func citation(of labels: [String: String]) -> String {
        guard let selector, let name = labels["__name__"] else { return expression }
        return "\(name){\(selector)}"
    }
}

/// How the labels of a series tell what was measured.
enum SeriesNaming: Hashable, Sendable {
    case container(Labelling)
    case pod
    /// One of the pods that share a node; the expression has picked the node.
    case podOn(node: String)
    case claim
    /// Exporters of nodes go by the address that is scraped.
    case node([SignalScope.MeasuredNode], detail: String?)
    case autoscaler
    /// Whatever the labels: the expression has merged them. Those of the named labels that are left are the detail.
    case fixed(ObjectReference, details: [String])

    /// - Returns: nil for series that belong to no object, as those of a pod's sandbox.
    func object(of labels: [String: String]) -> (reference: ObjectReference, detail: String?)? {
        switch self {
        case .container(let labelling):
            guard let pod = labels[labelling.pod], let namespace = labels[labelling.namespace] else { return nil }
            let container = labels["container"] ?? labels["k8s_container_name"]
            guard container != "", container != "POD" else { return nil }
            return (ObjectReference(kind: "Pod", namespace: namespace, name: pod, container: container), nil)
        case .pod:
            guard let pod = labels["pod"], let namespace = labels["namespace"] else { return nil }
            return (ObjectReference(kind: "Pod", namespace: namespace, name: pod), nil)
        case .podOn(let node):
            guard let pod = labels["pod"], !pod.isEmpty, let namespace = labels["namespace"] else { return nil }
            return (ObjectReference(kind: "Pod", namespace: namespace, name: pod), node)
        case .claim:
            guard let claim = labels["persistentvolumeclaim"], let namespace = labels["namespace"] else { return nil }
            return (ObjectReference(kind: "PersistentVolumeClaim", namespace: namespace, name: claim), nil)
        case .node(let nodes, let detail):
            let host = labels["instance"].map { $0.split(separator: ":").first.map(String.init) ?? $0 }
            let known = nodes.first { node in
                [labels["node"], labels["nodename"], labels["instance"], host].contains { name in
                    name.map { $0 == node.name || node.addresses.contains($0) } ?? false
                }
            }
            guard let name = known?.name ?? labels["node"] else { return nil }
            return (ObjectReference(kind: "Node", namespace: nil, name: name), detail.flatMap { labels[$0] })
        case .autoscaler:
            guard let name = labels["horizontalpodautoscaler"], let namespace = labels["namespace"] else { return nil }
            return (ObjectReference(kind: "HorizontalPodAutoscaler", namespace: namespace, name: name), nil)
        case .fixed(let reference, let details):
            let parts = details.compactMap { labels[$0] }.filter { !$0.isEmpty }
            return (reference, parts.first)
        }
    }
}

/// By which labels a scrape says where a series is from. Source: the conventions of the Prometheus operator, of its Helm chart's pod discovery,
/// of `honor_labels: false`, of OpenTelemetry's semantic conventions, and of Istio's standard metrics.
enum Labelling: Hashable, Sendable, CaseIterable {
    case scraped, discovered, exported, openTelemetry, istio

    var namespace: String {
        switch self {
        case .scraped: "namespace"
        case .discovered: "kubernetes_namespace"
        case .exported: "exported_namespace"
        case .openTelemetry: "k8s_namespace_name"
        case .istio: "destination_workload_namespace"
        }
    }

    var pod: String {
        switch self {
        case .scraped: "pod"
        case .discovered: "kubernetes_pod_name"
        case .exported: "exported_pod"
        case .openTelemetry: "k8s_pod_name"
        // A mesh measures workloads.
        case .istio: "destination_workload"
        }
    }
}
