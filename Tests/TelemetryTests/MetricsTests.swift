import Synchronization
import Testing

@testable import Telemetry

private struct Route: LabelSet {
    var route: String
    var method: String
    var pairs: KeyValuePairs<String, String> { ["route": route, "method": method] }
}

@Suite("Metrics")
struct MetricsTests {
    private let registry = MetricsRegistry()

    @Test("a counter counts, and prints with its help and its type")
    func counter() {
        let counter = registry.counter("jobs_total", help: "Jobs, \\ and\nmore.")
        counter.increment()
        counter.increment(by: 41)
        counter.increment(by: -5)
        #expect(registry.exposition() == "# HELP jobs_total Jobs, \\\\ and\\nmore.\n# TYPE jobs_total counter\njobs_total 42\n")
    }

    @Test("a gauge is set, moved, or read when it is scraped")
    func gauges() {
        let gauge = registry.gauge("depth", help: "Depth.")
        gauge.set(2.5)
        gauge.add(-1)
        registry.gauge("asked", help: "Asked.") { 7 }
        registry.gauge("absent", help: "Absent.") { nil }
        registry.gauge("states", help: "States.") { [(Label("state", "open"), 1), (Label("state", "closed"), .infinity)] }
        #expect(
            registry.exposition() == """
                # HELP asked Asked.
                # TYPE asked gauge
                asked 7
                # HELP depth Depth.
                # TYPE depth gauge
                depth 1.5
                # HELP states States.
                # TYPE states gauge
                states{state="open"} 1
                states{state="closed"} +Inf

                """)
    }

    @Test("a histogram's buckets are cumulative, and their bounds inclusive")
    func histogram() {
        let histogram = registry.histogram("wait_seconds", help: "Wait.", bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 5] { histogram.observe(value) }
        histogram.observe(.milliseconds(350))
        #expect(
            registry.exposition() == """
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 2
                wait_seconds_bucket{le="1"} 4
                wait_seconds_bucket{le="+Inf"} 5
                wait_seconds_sum 6
                wait_seconds_count 5

                """)
    }

    @Test("labels are escaped, and series sorted")
    func labels() {
        let requests = registry.counter("requests_total", help: "Requests.", labels: Route.self)
        requests[Route(route: "/b", method: "GET")].increment()
        requests[Route(route: "/a\"\\\n", method: "GET")].increment(by: 2)
        #expect(
            registry.exposition() == """
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{route="/a\\"\\\\\\n",method="GET"} 2
                requests_total{route="/b",method="GET"} 1

                """)
    }

    @Test("past its limit a family counts everything else as other")
    func cardinality() {
        let requests = registry.counter("requests_total", help: "Requests.", labels: Route.self, limit: 3)
        for index in 0..<1000 { requests[Route(route: "/\(index)", method: "GET")].increment() }
        let samples = registry.exposition().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples.count == 4)
        #expect(samples.last == "requests_total{route=\"other\",method=\"other\"} 997")
    }

    @Test("the same name gives the same metric")
    func shared() {
        registry.counter("shared_total", help: "Shared.").increment()
        #expect(registry.counter("shared_total", help: "Shared.").value == 1)
    }

    @Test("no increment is lost between tasks")
    func concurrent() async {
        let counter = registry.counter("c_total", help: "C.")
        let gauge = registry.gauge("g", help: "G.")
        let histogram = registry.histogram("h", help: "H.", bounds: [1])
        let family = registry.counter("f_total", help: "F.", labels: Label.self)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        gauge.increment()
                        histogram.observe(0.5)
                        family[Label("task", "\(task % 2)")].increment()
                    }
                }
            }
        }
        #expect(counter.value == 8000)
        #expect(gauge.value == 8000)
        #expect(histogram.count == 8000)
        #expect(family[Label("task", "0")].value == 4000)
    }
}
