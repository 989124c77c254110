/// A family of metrics that measure requests, found among the metrics that there are.
///
/// Names are recognised by how HTTP and gRPC libraries, OpenTelemetry, Istio and Linkerd build them, whatever an application puts before.
struct Traffic: Hashable, Sendable {
    enum Side: Hashable, Sendable {
        /// Requests that the target serves.
        case served
        /// Requests that the target makes.
        case made
    }

    var side: Side
    var labelling: Labelling
    /// A counter of requests; where there is none, the `_count` of the durations.
    var counter: String?
    /// The name before `_bucket`, `_sum` and `_count`; nil where durations aren't measured.
    var durations: String?
    /// False for a summary, which has no buckets.
    var hasBuckets: Bool
    /// Seconds in a unit of the durations.
    var scale: Double

    /// What the error share and rate are computed from.
    var requests: String? { counter ?? durations.map { $0 + "_count" } }

    /// - Parameter names: all metrics of one labelling.
    static func families(in names: [String], _ labelling: Labelling) -> [Traffic] {
        let all = Set(names)
        var families: [Traffic] = []
        for side in [Side.served, .made] {
            let durations = names.filter { $0.hasSuffix("_count") && all.contains($0.dropLast(6) + "_sum") }.map { String($0.dropLast(6)) }
                .filter { isDuration($0) && isOf(side, $0) }
            let counters = names.filter { isCounter($0) && isOf(side, $0) }
            let timed = durations.min { rank($0) < rank($1) }
            let counted = counters.min { rank($0) < rank($1) }
            guard timed != nil || counted != nil else { continue }
            families.append(
                Traffic(
                    side: side, labelling: labelling, counter: counted, durations: timed,
                    hasBuckets: timed.map { all.contains($0 + "_bucket") } ?? false, scale: timed.map(scale) ?? 1))
        }
        return families
    }

    /// Of the families of one side, the standard names before an application's own.
    private static func rank(_ name: String) -> (Int, Int, String) {
        let standard = ["istio_request", "response_", "http_server_request", "http_request", "grpc_server", "http_server", "rpc_server"]
        return (standard.firstIndex { name.hasPrefix($0) } ?? standard.count, name.utf8.count, name)
    }

    private static func isDuration(_ base: String) -> Bool {
        guard !isInfrastructure(base), !base.contains("size"), !base.contains("bytes") else { return false }
        let isTimed = ["duration", "latency", "_seconds", "_time", "handling", "_ms", "milliseconds"].contains { base.contains($0) }
        return isTimed && ["http", "grpc", "rpc_", "request", "response"].contains { base.contains($0) }
    }

    private static func isCounter(_ name: String) -> Bool {
        guard name.hasSuffix("_total"), !isInfrastructure(name) else { return false }
        if name == "response_total" || name == "istio_requests_total" { return true }
        return ["http_requests_total", "http_request_total", "requests_total", "grpc_server_handled_total", "grpc_client_handled_total"].contains {
            name.hasSuffix($0)
        }
    }

    /// Exporters, controllers and runtimes that count requests of their own.
    private static func isInfrastructure(_ name: String) -> Bool {
        [
            "promhttp_", "prometheus_", "go_", "process_", "rest_client_", "workqueue_", "apiserver_", "kubelet_", "container_", "kube_", "node_",
            "scrape_", "net_conntrack_", "controller_runtime_", "etcd_", "coredns_", "alertmanager_", "cadvisor_", "nodejs_", "jvm_",
        ].contains { name.hasPrefix($0) }
    }

    private static func isOf(_ side: Side, _ name: String) -> Bool {
        // Istio measures both sides under one name; the labels tell them apart.
        if name.hasPrefix("istio_request") { return true }
        let isMade = ["client", "outgoing", "outbound", "upstream_"].contains { name.contains($0) }
        return isMade == (side == .made)
    }

    private static func scale(_ base: String) -> Double {
        if base.hasSuffix("_milliseconds") || base.hasSuffix("_ms") { return 0.001 }
        if base.hasSuffix("_microseconds") || base.hasSuffix("_us") { return 0.000_001 }
        return 1
    }
}
