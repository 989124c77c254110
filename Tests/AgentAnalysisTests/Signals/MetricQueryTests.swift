import AgentDomain
import Contracts
import Primitives
import Testing

@testable import AgentAnalysis

@Suite("Queries to Prometheus")
struct MetricQueryTests {
    private static let now = Timestamp(microseconds: 1_795_247_036_000_000)

    private func scope(_ labels: [String: String]) -> SignalScope {
        let alert = Alert(status: .firing, labels: labels, startsAt: Self.now - .seconds(300))
        return SignalScope(alert: alert, window: SignalWindow(AlertTime(startsAt: alert.startsAt, now: Self.now), lookback: .seconds(3600)))
    }

    private func queries(_ labels: [String: String], names: MetricNames = MetricNames(), rule: String? = nil) -> [MetricQuery] {
        MetricsGatherer.queries(scope(labels), MetricsGatherer.Knowledge(names: names, rule: rule))
    }

    @Test("begin with what the alert's rule measures, without the comparison that hides its level before")
    func rule() {
        let queries = queries(["namespace": "shop", "pod": "a-1"], rule: "rate(errors_total[5m]) / rate(requests_total[5m]) > 0.05")
        #expect(queries.first?.expression == "rate(errors_total[5m]) / rate(requests_total[5m])")
        #expect(queries.first?.readings == ["": .level(.alertExpression)])
    }

    @Test("name the pods, literally")
    func pods() {
        let expressions = queries(["namespace": "shop", "pod": "b.c"]).map(\.expression)
        #expect(expressions.first == #"container_memory_working_set_bytes{namespace="shop",pod="b.c",container!=""}"#)
        #expect(expressions.contains(#"kube_pod_container_status_restarts_total{namespace="shop",pod="b.c"}"#))
    }

    @Test(
        "can't be broken out of by a label",
        arguments: [
            (["namespace": "a\"} or vector(1) #\\\n", "pod": "p"], #"{namespace="a\"} or vector(1) #\\\n",pod="p""#),
            (["namespace": "a", "persistentvolumeclaim": "x\""], #"persistentvolumeclaim="x\""}"#),
            (["node": "n\"|.*"], #"instance=~"n\\\"\\|\\.\\*(:[0-9]+)?""#),
        ])
    func quoting(labels: [String: String], expected: String) {
        let names = MetricNames(known: nil, nodes: ["node_load5"])
        #expect(queries(labels, names: names).contains { $0.expression.contains(expected) })
    }

    @Test("ask for no metric that isn't there")
    func discovered() {
        let names = MetricNames(known: [.scraped: ["container_memory_working_set_bytes", "process_open_fds", "up"]], nodes: [])
        let quantities = Set(queries(["namespace": "shop", "pod": "a", "node": "n"], names: names).flatMap(\.readings.values))
        #expect(quantities == [.level(.memoryWorkingSet), .level(.fileDescriptors), .bound(.fileDescriptors)])
    }

    @Test("ask who shares the target's node where the alert is about performance, and else not")
    func neighbours() {
        func asks(_ alert: String) -> [String] {
            queries(["alertname": alert, "namespace": "shop", "pod": "a", "node": "n1"]).map(\.expression).filter { $0.hasPrefix("topk(") }
        }
        #expect(
            asks("BidLatencyP99") == [
                #"topk(16, sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{node="n1",container!="",container!="POD"}[2m])"#
                    + #" or rate(container_cpu_usage_seconds_total{instance=~"n1(:[0-9]+)?",container!="",container!="POD"}[2m])))"#
            ])
        #expect(asks("QueueWorkloadDown").isEmpty)
    }

    @Test("are the rule's alone where the alert names nothing")
    func nothing() {
        #expect(queries(["alertname": "Watchdog"], rule: "vector(1)").map(\.expression) == ["vector(1)"])
        #expect(queries(["alertname": "Watchdog"]).isEmpty)
    }
}

@Suite("Request metrics")
struct TrafficTests {
    @Test(
        "are found by how their names are built",
        arguments: [
            (
                [
                    "http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count",
                    "http_server_request_duration_seconds_sum",
                ],
                Traffic(
                    side: .served, labelling: .scraped, counter: nil, durations: "http_server_request_duration_seconds", hasBuckets: true, scale: 1)
            ),
            (
                [
                    "grpc_server_handled_total", "grpc_server_handling_seconds_bucket", "grpc_server_handling_seconds_count",
                    "grpc_server_handling_seconds_sum",
                ],
                Traffic(
                    side: .served, labelling: .scraped, counter: "grpc_server_handled_total", durations: "grpc_server_handling_seconds",
                    hasBuckets: true, scale: 1)
            ),
            (
                ["http_server_requests_seconds_count", "http_server_requests_seconds_sum", "jvm_gc_pause_seconds_count", "jvm_gc_pause_seconds_sum"],
                Traffic(
                    side: .served, labelling: .scraped, counter: nil, durations: "http_server_requests_seconds", hasBuckets: false, scale: 1)
            ),
            (
                ["http_client_duration_milliseconds_bucket", "http_client_duration_milliseconds_count", "http_client_duration_milliseconds_sum"],
                Traffic(
                    side: .made, labelling: .scraped, counter: nil, durations: "http_client_duration_milliseconds", hasBuckets: true, scale: 0.001)
            ),
            (
                ["response_latency_ms_bucket", "response_latency_ms_count", "response_latency_ms_sum", "response_total"],
                Traffic(
                    side: .served, labelling: .scraped, counter: "response_total", durations: "response_latency_ms", hasBuckets: true, scale: 0.001)
            ),
            (
                ["checkout_http_requests_total", "promhttp_metric_handler_requests_total", "rest_client_requests_total"],
                Traffic(side: .served, labelling: .scraped, counter: "checkout_http_requests_total", durations: nil, hasBuckets: false, scale: 1)
            ),
        ])
    func families(names: [String], expected: Traffic) {
        #expect(Traffic.families(in: names.sorted(), .scraped) == [expected])
    }

    @Test("of runtimes, exporters and sizes of messages are none")
    func others() {
        let names = [
            "go_gc_duration_seconds_count", "go_gc_duration_seconds_sum", "http_request_size_bytes_count", "http_request_size_bytes_sum",
            "prometheus_http_requests_total", "container_cpu_usage_seconds_total", "apiserver_request_total", "orders_created_total",
        ]
        #expect(Traffic.families(in: names, .scraped).isEmpty)
    }

    @Test("of a mesh are asked for by workload, on both sides")
    func mesh() {
        let alert = Alert(status: .firing, labels: ["namespace": "shop", "destination_workload": "orders"], startsAt: Timestamp(microseconds: 0))
        let scope = SignalScope(
            alert: alert, window: SignalWindow(AlertTime(startsAt: alert.startsAt, now: alert.startsAt), lookback: .seconds(3600)))
        let expressions = MetricQuery.traffic(scope, MetricNames(known: [.istio: ["istio_requests_total"]])).map(\.expression)
        #expect(expressions.contains { $0.contains(#"destination_workload="orders",destination_workload_namespace="shop",reporter="destination""#) })
        #expect(expressions.contains { $0.contains(#"source_workload="orders",source_workload_namespace="shop",reporter="source""#) })
    }

    @Test(
        "know a failure by the label that tells it",
        arguments: [
            (["code": "503"], "503"), (["status": "500", "uri": "/x"], "500"), (["grpc_code": "Unavailable"], "Unavailable"),
            (["rpc_grpc_status_code": "14"], "14"), (["classification": "failure"], "failure"), (["outcome": "SERVER_ERROR"], "SERVER_ERROR"),
            (["code": "404"], nil), (["grpc_code": "NotFound"], nil), (["grpc_code": "OK"], nil), (["rpc_grpc_status_code": "0"], nil),
            (["code": "14"], nil), (["status": "200", "outcome": "SUCCESS"], nil), ([:], nil),
        ] as [([String: String], String?)])
    func failures(labels: [String: String], expected: String?) {
        #expect(RequestOutcome.failure(labels) == expected)
    }
}
