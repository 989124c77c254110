import HTTPKit
import HTTPTypes
import Logging
import Telemetry
import TestSupport
import Testing

@testable import TraceExport

@Suite("Exporting beside the work", .timeLimit(.minutes(1)))
struct TraceExporterTests {
    private let registry = MetricsRegistry()

    private func count(_ outcome: String) -> Int {
        registry.exposition().split(separator: "\n").first { $0.hasPrefix(#"whence_trace_spans_total{outcome="\#(outcome)"} "#) }
            .flatMap { $0.split(separator: " ").last.flatMap { Int($0) } } ?? -1
    }

    /// Runs an exporter beside some work, and stops it afterwards.
    private func exporting(
        to transport: any Transport, capacity: Int = 100, batch: Int = 10, delay: Duration = .seconds(60), attempts: Int = 1,
        _ work: (Tracer) async throws -> Void
    ) async throws {
        let metrics = TraceMetrics(registry: registry)
        let buffer = SpanBuffer(capacity: capacity, batch: batch, dropped: metrics.dropped)
        let exporter = OTLPExporter<ContinuousClock>(
            url: "http://collector/v1/traces", timeout: .milliseconds(200),
            document: OTLPDocument(resource: [], version: "1", mask: { text, _ in text }), transport: transport,
            policy: RetryPolicy(maximumAttempts: attempts, firstDelay: .milliseconds(1), statuses: [503]))
        let service = TraceExporter(
            buffer: buffer, exporter: exporter, delay: delay, metrics: metrics, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: ContinuousClock())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            try await work(Tracer(sink: buffer))
            group.cancelAll()
        }
    }

    @Test("a full batch goes at once, the rest when its time has come")
    func batches() async throws {
        let mock = MockTransport(outcomes: [.success(OutboundResponse(status: .ok))])
        try await exporting(to: mock, delay: .milliseconds(300)) { tracer in
            for _ in 0..<25 { tracer.begin("span", .internal, continuing: nil).end() }
            try await eventually("all of them exported") { count("exported") == 25 }
        }
        #expect(mock.requests.count == 3)
        #expect(count("dropped") == 0 && count("failed") == 0)
    }

    @Test("a collector that is down takes nothing but the spans: they are lost and counted, and memory stays bounded")
    func down() async throws {
        let mock = MockTransport(outcomes: [.failure(TransportError(reason: .connectFailed, request: "POST", detail: "refused"))])
        try await exporting(to: mock, delay: .milliseconds(20)) { tracer in
            for _ in 0..<10_000 { tracer.begin("span", .internal, continuing: nil).end() }
            try await eventually("none left") { count("failed") + count("dropped") == 10_000 }
        }
        #expect(count("exported") == 0)
    }

    @Test("a collector that hangs holds one batch, and the work goes on")
    func hanging() async throws {
        let server = try await SimulatedServer { _ in .silence }
        let network = try AsyncHTTPClientTransport()
        try await exporting(to: network, capacity: 20) { tracer in
            for _ in 0..<1000 { tracer.begin("span", .internal, continuing: nil).end() }
            #expect(count("dropped") >= 900)
            try await eventually("a batch given up") { count("failed") >= 10 }
        }
        await network.shutdown()
        try await server.stop()
    }

    @Test("what the collector refuses is counted apart")
    func refused() async throws {
        let answer = OutboundResponse(status: .ok, body: Array(#"{"partialSuccess":{"rejectedSpans":"4"}}"#.utf8))
        try await exporting(to: MockTransport(outcomes: [.success(answer)])) { tracer in
            for _ in 0..<10 { tracer.begin("span", .internal, continuing: nil).end() }
            try await eventually("answered") { count("exported") == 6 }
        }
        #expect(count("refused") == 4)
    }
}
