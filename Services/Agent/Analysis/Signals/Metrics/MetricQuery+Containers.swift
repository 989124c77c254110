import AgentDomain
import Contracts
import Prometheus

extension MetricQuery {
    /// Of the pods and their containers: memory, CPU, throttling, restarts, descriptors, connections, the network.
    static func containers(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        guard !scope.pods.isEmpty else { return [] }
        let ours = pods(scope, .scraped)
        let container = SeriesNaming.container(.scraped)
        var queries: [MetricQuery] = []
        if names.hasUsual("container_memory_working_set_bytes") {
            queries.append(MetricQuery(.level(.memoryWorkingSet), "container_memory_working_set_bytes{\(ours),container!=\"\"}", of: container))
        }
        if names.hasUsual("container_cpu_usage_seconds_total") {
            queries.append(
                MetricQuery(.level(.cpuUsage), "rate(container_cpu_usage_seconds_total{\(ours),container!=\"\"}[2m])", of: container))
        }
        if names.hasUsual("container_cpu_cfs_throttled_periods_total") {
            let periods = "{\(ours),container!=\"\"}[2m])"
            queries.append(
                MetricQuery(
                    .level(.cpuThrottledShare),
                    "rate(container_cpu_cfs_throttled_periods_total\(periods) / rate(container_cpu_cfs_periods_total\(periods)", of: container))
        }
        if names.hasUsual("kube_pod_container_status_restarts_total") {
            queries.append(MetricQuery(.level(.restarts), "kube_pod_container_status_restarts_total{\(ours)}", of: container))
        }
        if names.has("container_oom_events_total") {
            queries.append(MetricQuery(.level(.oomEvents), "container_oom_events_total{\(ours),container!=\"\"}", of: container))
        }
        if names.has("process_open_fds") {
            queries.append(
                MetricQuery(["process_open_fds": .level(.fileDescriptors), "process_max_fds": .bound(.fileDescriptors)], ours, of: container))
        }
        for (quantity, receive, transmit) in [
            (Measurement.Quantity.networkErrors, "container_network_receive_errors_total", "container_network_transmit_errors_total"),
            (.networkDrops, "container_network_receive_packets_dropped_total", "container_network_transmit_packets_dropped_total"),
        ] where names.has(receive) {
            queries.append(
                MetricQuery(
                    .level(quantity), "sum by (namespace, pod) (rate(\(receive){\(ours)}[2m]) + rate(\(transmit){\(ours)}[2m]))", of: .pod))
        }
        return queries + resources(scope, names) + connections(scope, names)
    }

    /// What the pods may use and asked for, where they themselves could not be read.
    private static func resources(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        let unread = scope.pods.filter(\.containers.isEmpty)
        guard !unread.isEmpty, names.hasUsual("kube_pod_container_resource_limits") else { return [] }
        let ours = pods(unread, .scraped)
        return [("memory", Measurement.Quantity.memoryWorkingSet), ("cpu", .cpuUsage)].flatMap { resource, quantity in
            [
                MetricQuery(
                    .bound(quantity), "kube_pod_container_resource_limits{\(ours),resource=\"\(resource)\"}", of: .container(.scraped)),
                MetricQuery(
                    .requested(quantity), "kube_pod_container_resource_requests{\(ours),resource=\"\(resource)\"}", of: .container(.scraped)),
            ]
        }
    }

    /// Connection pools, and servers' connections, by the names that their exporters give them.
    private static let pools: [(name: String, reading: Reading)] = [
        ("hikaricp_connections_active", .level(.connectionsInUse)), ("hikaricp_connections_max", .bound(.connectionsInUse)),
        ("hikaricp_connections_pending", .level(.connectionsWaiting)),
        ("db_client_connections_pending_requests", .level(.connectionsWaiting)), ("db_client_connections_max", .bound(.connectionsInUse)),
        ("go_sql_in_use_connections", .level(.connectionsInUse)), ("go_sql_max_open_connections", .bound(.connectionsInUse)),
        ("go_sql_stats_connections_in_use", .level(.connectionsInUse)), ("go_sql_stats_connections_max_open", .bound(.connectionsInUse)),
        ("pg_stat_database_numbackends", .level(.connectionsInUse)), ("pg_settings_max_connections", .bound(.connectionsInUse)),
        ("mysql_global_status_threads_connected", .level(.connectionsInUse)),
        ("mysql_global_variables_max_connections", .bound(.connectionsInUse)),
        ("redis_connected_clients", .level(.connectionsInUse)), ("redis_config_maxclients", .bound(.connectionsInUse)),
        ("pgbouncer_pools_client_waiting_connections", .level(.connectionsWaiting)),
    ]

    private static func connections(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        let ours = pods(scope, .scraped)
        return pools.filter { names.has($0.name) }.map { name, reading in
            MetricQuery(reading, "sum by (namespace, pod, container) (\(name){\(ours)})", of: .container(.scraped))
        }
    }

    // MARK: Selecting pods

    static func pods(_ scope: SignalScope, _ labelling: Labelling) -> String { pods(scope.pods, labelling) }

    private static func pods(_ pods: [SignalScope.MeasuredPod], _ labelling: Labelling) -> String {
        var namespaces: [String] = []
        for pod in pods where !namespaces.contains(pod.namespace) { namespaces.append(pod.namespace) }
        return PromQL.matcher(labelling.namespace, namespaces) + "," + PromQL.matcher(labelling.pod, pods.map(\.name))
    }
}
