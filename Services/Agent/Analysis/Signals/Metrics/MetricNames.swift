import Prometheus

/// Which metrics there are in the target's namespace, by how they are labelled: what isn't there isn't asked for.
struct MetricNames: Sendable {
    /// nil where Prometheus could not say.
    private var known: [Labelling: Set<String>]?
    private var nodes: Set<String>?

    /// - Parameters:
    ///   - known: nil where nobody could say: then what every cluster's usual exporters bring is asked for, and nothing else.
    ///   - nodes: metrics of nodes.
    init(known: [Labelling: Set<String>]? = nil, nodes: Set<String>? = nil) {
        self.known = known
        self.nodes = nodes
    }

    /// Of cAdvisor, kube-state-metrics and the kubelet.
    func hasUsual(_ name: String) -> Bool { known?[.scraped]?.contains(name) ?? true }

    func has(_ name: String, _ labelling: Labelling = .scraped) -> Bool { known?[labelling]?.contains(name) ?? false }

    /// Where nobody could say, it is asked for: only of what every node exporter brings.
    func mayHaveOfNodes(_ name: String) -> Bool { nodes?.contains(name) ?? true }

    func hasOfNodes(_ name: String) -> Bool { nodes?.contains(name) ?? false }

    /// Sorted, so that the same metrics are chosen every time.
    func all(_ labelling: Labelling) -> [String] { known?[labelling]?.sorted() ?? [] }
}
