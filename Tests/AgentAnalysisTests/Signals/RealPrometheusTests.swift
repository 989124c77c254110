import AgentDomain
import Contracts
import HTTPKit
import Primitives
import Prometheus
import TestSupport
import Testing

@testable import AgentAnalysis

/// A real Prometheus that has scraped a shop for two hours, in whose last forty minutes everything went wrong.
@Suite("Measurements of a real Prometheus")
struct RealPrometheusTests {
    /// The trouble began, and a quarter of an hour later the alert fired.
    private struct History {
        let now = Timestamp(microseconds: Timestamp.now().microseconds / 30_000_000 * 30_000_000)
        var trouble: Timestamp { now - .seconds(2400) }
        var onset: Timestamp { now - .seconds(1500) }
        private var lines = ""

        init() {
            let mebibyte = 1_048_576.0
            let orders = #"namespace="shop",pod="orders-1",container="app""#
            let claim = #"namespace="shop",persistentvolumeclaim="data""#
            add("container_memory_working_set_bytes{\(orders),id=\"/a\"}") { 20 * mebibyte + max(0, $0) / 2400 * 36 * mebibyte }
            add(#"container_memory_working_set_bytes{namespace="shop",pod="orders-1",container="",id="/pod"}"#) { _ in 500 * mebibyte }
            add(#"container_memory_working_set_bytes{namespace="shop",pod="other-1",container="app"}"#) { _ in 500 * mebibyte }
            add("kube_pod_container_resource_limits{\(orders),resource=\"memory\"}") { _ in 64 * mebibyte }
            add("kube_pod_container_status_restarts_total{\(orders)}") { $0 > 600 ? 3 : 1 }
            add("container_cpu_cfs_periods_total{\(orders)}") { ($0 + 7200) * 10 }
            add("container_cpu_cfs_throttled_periods_total{\(orders)}") { max(0, $0) * 6 }
            add("kubelet_volume_stats_used_bytes{\(claim)}") { 100 * mebibyte + ($0 + 7200) / 9600 * 850 * mebibyte }
            add("kubelet_volume_stats_capacity_bytes{\(claim)}") { _ in 1000 * mebibyte }
            add(#"shop_http_requests_total{namespace="shop",pod="orders-1",code="200"}"#) { ($0 + 7200) * 8 }
            add(#"shop_http_requests_total{namespace="shop",pod="orders-1",code="503"}"#) { max(0, $0) * 2 }
            for (bound, share) in [("0.1", 0.5), ("1", 0.98), ("+Inf", 1.0)] {
                add(#"shop_http_request_duration_seconds_bucket{namespace="shop",pod="orders-1",le="\#(bound)"}"#) { ($0 + 7200) * 10 * share }
            }
            add(#"shop_http_request_duration_seconds_count{namespace="shop",pod="orders-1"}"#) { ($0 + 7200) * 10 }
            add(#"shop_http_request_duration_seconds_sum{namespace="shop",pod="orders-1"}"#) { ($0 + 7200) }
            add(#"node_load5{instance="10.0.0.7:9100"}"#) { $0 > 0 ? 16 : 2 }
            for cpu in 0..<4 { add("node_cpu_seconds_total{instance=\"10.0.0.7:9100\",cpu=\"\(cpu)\",mode=\"idle\"}") { ($0 + 7200) * 0.02 } }
        }

        /// A sample every half minute.
        ///
        /// - Parameter value: at seconds after the trouble began.
        private mutating func add(_ series: String, _ value: (Double) -> Double) {
            for seconds in stride(from: -7200.0, through: 2400, by: 30) {
                lines += "\(series) \(value(seconds)) \((trouble + .seconds(seconds)).microseconds / 1_000_000)\n"
            }
        }

        var openMetrics: String { lines }

        static let rules = """
            groups:
              - name: shop
                rules:
                  - {alert: MemoryHigh, expr: 'max by (pod) (container_memory_working_set_bytes{container!=""}) > 5e7', for: 10m, labels: {severity: warning}}
                  - {alert: MemoryHigh, expr: 'vector(2) > 1', labels: {severity: critical}}
            """
    }

    @Test("say what an alert is about, what it was before, and where it is going")
    func everything() async throws {
        let history = History()
        let server = try await PrometheusServer(openMetrics: history.openMetrics, rules: History.rules)
        let transport = try AsyncHTTPClientTransport()
        let gatherer = MetricsGatherer(client: PrometheusClient(baseURL: server.address, transport: transport, limits: .init(timeout: .seconds(30))))
        let labels = [
            "alertname": "MemoryHigh", "severity": "warning", "namespace": "shop", "pod": "orders-1", "persistentvolumeclaim": "data",
            "node": "10.0.0.7",
            "service": "orders",
        ]
        let alert = Alert(status: .firing, labels: labels, startsAt: history.onset)
        let scope = SignalScope(alert: alert, window: SignalWindow(AlertTime(startsAt: history.onset, now: history.now), lookback: .seconds(3600)))
        let deadline = Deadline(in: .seconds(60))
        let knowledge = await gatherer.knowledge(of: scope, deadline: deadline)
        let outcome = await gatherer.gather(scope, knowledge, deadline: deadline)
        await transport.shutdown()

        #expect(outcome.capability == .ok)
        #expect(outcome.gaps.isEmpty && outcome.warnings.isEmpty, "\(outcome.gaps) \(outcome.warnings)")
        func one(_ quantity: Measurement.Quantity) throws -> Measurement {
            let found = outcome.measurements.of(quantity)
            #expect(found.count == 1, "\(quantity): \(found.map(\.text))")
            return try #require(found.first)
        }

        // The leak: from 20 MiB to 56 of 64 within forty minutes, so that nine more remain.
        let memory = try one(.memoryWorkingSet)
        #expect(memory.object == ObjectReference(kind: "Pod", namespace: "shop", name: "orders-1", container: "app"))
        #expect(memory.bound == 67_108_864.0)
        #expect(memory.before.map { abs($0 - 20 * 1_048_576) < 1_048_576 } == true)
        #expect(memory.trend?.isSteadyRise == true)
        let full = try #require(memory.forecast)
        #expect(full > history.now && full < history.now + .seconds(3600), "\(full)")
        let changed = try #require(memory.changedAt)
        #expect(changed > history.trouble && changed < history.now)
        #expect(memory.query == #"container_memory_working_set_bytes{namespace="shop",pod="orders-1",container!=""}"#)

        let rule = try one(.alertExpression)
        #expect(rule.query == #"max by (pod) (container_memory_working_set_bytes{container!=""})"#)
        #expect(rule.bound == 5e7)
        #expect(rule.value > 5e7)

        let throttled = try one(.cpuThrottledShare)
        #expect(abs(throttled.value - 0.6) < 0.05 && throttled.before == 0)
        let restarts = try one(.restarts)
        #expect(restarts.value == 3 && restarts.before == 1)

        let volume = try one(.volumeUsed)
        #expect(volume.shareOfBound.map { $0 > 0.9 } == true)
        #expect(volume.forecast.map { $0 > history.now } == true)

        let errors = try one(.errorShare)
        #expect(abs(errors.value - 0.2) < 0.02 && errors.before == 0, "\(errors.text)")
        #expect(errors.detail == "503")
        #expect(errors.changedAt != nil)
        let rate = try one(.requestRate)
        #expect(abs(rate.value - 10) < 0.5)
        let latency = try one(.latencyP99)
        #expect(abs(latency.value - 1) < 0.01)

        let load = try one(.nodeLoadPerCPU)
        #expect(load.value == 4 && load.before == 0.5 && load.object.name == "10.0.0.7")
        let busy = try one(.nodeCPUUsed)
        #expect(abs(busy.value - 0.98) < 0.01)

        // Drawable: bounded, and the rule's own curve first.
        #expect(outcome.series.first?.quantity == .alertExpression)
        #expect(outcome.series.allSatisfy { $0.samples.count <= 60 && $0.samples.count > 10 })
    }
}
