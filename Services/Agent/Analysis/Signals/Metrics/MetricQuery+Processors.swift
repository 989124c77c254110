import AgentDomain
import Prometheus

extension MetricQuery {
    /// Of the nodes' processors: how much of them is used, and how long tasks wait for them; and, where the alert is about performance, who uses
    /// them. The target's own use says nothing of that: it falls when a neighbour takes more.
    ///
    /// Source: https://github.com/prometheus/node_exporter, https://docs.kernel.org/accounting/psi.html, and cAdvisor's metrics.
    static func processors(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        guard !scope.nodes.isEmpty else { return [] }
        let isAsked = scope.alert.isAboutPerformance
        let instance = instance(scope.nodes)
        let node = SeriesNaming.node(scope.nodes, detail: nil)
        var queries: [MetricQuery] = []
        func add(_ quantity: Measurement.Quantity, _ needed: String, _ expression: String) {
            guard isAsked ? names.mayHaveOfNodes(needed) : names.hasOfNodes(needed) else { return }
            queries.append(MetricQuery(.level(quantity), expression, of: node))
        }
        add(.nodeCPUUsed, "node_cpu_seconds_total", "1 - avg by (instance) (rate(node_cpu_seconds_total{\(instance),mode=\"idle\"}[2m]))")
        add(.nodeCPUStolen, "node_cpu_seconds_total", "avg by (instance) (rate(node_cpu_seconds_total{\(instance),mode=\"steal\"}[2m]))")
        add(
            .nodeLoadPerCPU, "node_load5",
            "max by (instance) (node_load5{\(instance)}) / count by (instance) (node_cpu_seconds_total{\(instance),mode=\"idle\"})")
        add(
            .nodePressureCPU, "node_pressure_cpu_waiting_seconds_total", "rate(node_pressure_cpu_waiting_seconds_total{\(instance)}[2m])")
        return queries + (isAsked ? scope.nodes.prefix(maximumSharedNodes).map(sharing) : [])
    }

    /// The target's first ones: a workload of many nodes isn't slowed down by one neighbour.
    private static let maximumSharedNodes = 2
    /// A pod that is none of so many uses less than this part of its node.
    private static let largest = 16

    /// The pods of all namespaces that use most of a node. The kubelet's scrape goes by `node` in the operator's set-up, by `instance` elsewhere.
    private static func sharing(_ node: SignalScope.MeasuredNode) -> MetricQuery {
        let rates = [PromQL.matcher("node", [node.name]), instance([node])]
            .map { "rate(container_cpu_usage_seconds_total{\($0),container!=\"\",container!=\"POD\"}[2m])" }
        return MetricQuery(
            .level(.nodeCPUByPod), "topk(\(largest), sum by (namespace, pod) (\(rates.joined(separator: " or "))))", of: .podOn(node: node.name))
    }
}
