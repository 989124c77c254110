import FoundationEssentials
import Primitives
import Subprocess
import Testing

@testable import Telemetry

/// Prometheus' own linter reads what we print, where it is installed.
@Suite("Prometheus reads the exposition", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")))
struct PromtoolTests {
    private struct Odd: LabelSet {
        var value: String
        var pairs: KeyValuePairs<String, String> { ["odd": value] }
    }

    @Test("promtool finds nothing to complain about")
    func promtool() async throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry, startedAt: .now())
        registry.counter("whence_things_total", help: "Things, with \"quotes\", \\ and\nlines.").increment()
        registry.histogram("whence_wait_seconds", help: "Waits.", labels: Label.self)[Label("queue", "jobs")].observe(0.3)
        let odd = registry.gauge("whence_odd_ratio", help: "Odd.", labels: Odd.self)
        for value in ["", "\"", "\\", "\n", "é", "{}=,"] { odd[Odd(value: value)].set(0.5) }
        let result = try await run(
            .name("promtool"), arguments: ["check", "metrics"], input: .string(registry.exposition()),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        #expect(result.standardError == "")
        #expect(result.terminationStatus.isSuccess)
    }
}

@Suite("Process metrics")
struct ProcessMetricsTests {
    @Test("memory, CPU time and descriptors are those of a living process")
    func values() throws {
        let memory = try #require(ProcessMetrics.memory(page: 1))
        #expect(memory > 1_048_576)
        #expect(try #require(ProcessMetrics.memory(page: 0)) > memory)
        #expect(try #require(ProcessMetrics.cpuSeconds()) > 0)
        #expect(try #require(ProcessMetrics.openDescriptors()) >= 3)
        #expect(try #require(ProcessMetrics.maximumDescriptors()) > 3)
    }
}
