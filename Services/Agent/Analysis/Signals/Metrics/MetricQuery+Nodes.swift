import AgentDomain
import Prometheus
import SourceClient

extension MetricQuery {
    /// Of the nodes, by the node exporter: memory, disks, pressure, the network. Source: https://github.com/prometheus/node_exporter
    static func nodes(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        guard !scope.nodes.isEmpty else { return [] }
        let instance = instance(scope.nodes)
        let node = SeriesNaming.node(scope.nodes, detail: nil)
        var queries: [MetricQuery] = []
        func add(_ quantity: Measurement.Quantity, _ needed: String, _ expression: String, _ naming: SeriesNaming) {
            if names.hasOfNodes(needed) { queries.append(MetricQuery(.level(quantity), expression, of: naming)) }
        }
        add(
            .nodeMemoryUsed, "node_memory_MemAvailable_bytes",
            "1 - node_memory_MemAvailable_bytes{\(instance)} / node_memory_MemTotal_bytes{\(instance)}", node)
        for (quantity, name) in [
            (Measurement.Quantity.nodePressureMemory, "node_pressure_memory_waiting_seconds_total"),
            (.nodePressureIO, "node_pressure_io_waiting_seconds_total"),
        ] {
            add(quantity, name, "rate(\(name){\(instance)}[2m])", node)
        }
        add(
            .nodeRetransmits, "node_netstat_Tcp_RetransSegs",
            "rate(node_netstat_Tcp_RetransSegs{\(instance)}[2m]) / rate(node_netstat_Tcp_OutSegs{\(instance)}[2m])", node)
        for (quantity, kind) in [(Measurement.Quantity.nodeNetworkErrors, "errs"), (.nodeNetworkDrops, "drop")] {
            let rates = ["receive", "transmit"].map { "rate(node_network_\($0)_\(kind)_total{\(instance),device!~\"lo|veth.*|cali.*\"}[2m])" }
            add(quantity, "node_network_receive_\(kind)_total", "sum by (instance) (\(rates.joined(separator: " + ")))", node)
        }
        if names.hasOfNodes("node_nf_conntrack_entries") {
            queries.append(
                MetricQuery(
                    [
                        "node_nf_conntrack_entries": .level(.nodeConnectionsTracked),
                        "node_nf_conntrack_entries_limit": .bound(.nodeConnectionsTracked),
                    ], instance, of: node))
        }
        return queries + disks(scope, names, instance)
    }

    /// Exporters of nodes go by the address that is scraped, or by the node's name.
    static func instance(_ nodes: [SignalScope.MeasuredNode]) -> String {
        let hosts = nodes.flatMap { [$0.name] + $0.addresses }
        return "instance=~\(QueryText.quoted(hosts.map { QueryText.pattern($0) + "(:[0-9]+)?" }.joined(separator: "|")))"
    }

    private static func disks(_ scope: SignalScope, _ names: MetricNames, _ instance: String) -> [MetricQuery] {
        guard names.hasOfNodes("node_filesystem_size_bytes") else { return [] }
        let real = "\(instance),fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs|fuse.*\",mountpoint!~\"/(var/lib/kubelet|run|boot).*\""
        let mount = SeriesNaming.node(scope.nodes, detail: "mountpoint")
        // Space that only root may use is as good as gone.
        return [
            MetricQuery(.level(.nodeDiskUsed), "node_filesystem_size_bytes{\(real)} - node_filesystem_avail_bytes{\(real)}", of: mount),
            MetricQuery(.bound(.nodeDiskUsed), "node_filesystem_size_bytes{\(real)}", of: mount),
            MetricQuery(.level(.nodeInodesUsed), "node_filesystem_files{\(real)} - node_filesystem_files_free{\(real)}", of: mount),
            MetricQuery(.bound(.nodeInodesUsed), "node_filesystem_files{\(real)}", of: mount),
        ]
    }

    /// Selects one series of each metric that ``nodes(_:_:)`` and ``processors(_:_:)`` ask for.
    static let nodeMetrics = [
        "node_memory_MemAvailable_bytes", "node_cpu_seconds_total", "node_load5", "node_pressure_cpu_waiting_seconds_total",
        "node_pressure_memory_waiting_seconds_total", "node_pressure_io_waiting_seconds_total", "node_netstat_Tcp_RetransSegs",
        "node_network_receive_errs_total", "node_network_receive_drop_total", "node_nf_conntrack_entries", "node_filesystem_size_bytes",
    ]
}
