import Contracts
import HTTPKit
import HTTPTypes
import IngestApp
import IngestDomain
import Logging
import Primitives
import ServiceLifecycle
import ServiceLifecycleTestKit
import Telemetry
import TestSupport
import Testing

@Suite("Traces of intake and of jobs", .timeLimit(.minutes(1)))
struct TracingTests {
    private let spans = SpanMemory()

    @Test("webhooks that share a transaction have each its own wait; the first has the transaction, the others lead to it")
    func commits() async throws {
        let gate = Gate()
        var limits = GroupCommitLimits()
        limits.writers = 1
        let commit = GroupCommit(limits: limits, metrics: IntakeMetrics(registry: MetricsRegistry())) { webhooks throws(IntakeError) in
            await gate.pass()
            return webhooks.map { IntakeReceipt(alerts: $0.count, incidents: []) }
        }
        let tracer = spans.tracer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await commit.run() }
            try await withThrowingTaskGroup(of: Void.self) { webhooks in
                @Sendable func send(_ name: String) async throws {
                    let alert = try IncomingAlert(
                        Alert(status: .firing, labels: ["alertname": name], startsAt: Timestamp(microseconds: 0)), path: "", defaultCluster: "",
                        receivedAt: Timestamp(microseconds: 0))
                    try await withSpan(name, .server, by: tracer, continuing: nil) { _ in _ = try await commit.accept([alert]) }
                }
                webhooks.addTask { try await send("first") }
                await gate.waitForArrival()
                for name in ["second", "third"] {
                    webhooks.addTask { try await send(name) }
                }
                while commit.waitingWebhooks < 2 { await Task.yield() }
                await gate.open()
                try await webhooks.waitForAll()
            }
            try await eventually("both transactions over") { spans.all.filter { $0.name == "transaction" }.count == 2 }
            group.cancelAll()
        }
        let waits = spans.all.filter { $0.name == "intake commit" }
        #expect(waits.count == 3)
        let shared = try #require(spans.all.first { $0.attributes["whence.commit.webhooks"] == 2 })
        let owner = try #require(waits.first { $0.context.spanID == shared.parent })
        #expect(shared.context.traceID == owner.context.traceID && owner.links.isEmpty)
        #expect(waits.filter { $0.links == [shared.context] }.count == 1)
        for wait in waits {
            #expect(spans.all.contains { $0.context.spanID == wait.parent && $0.context.traceID == wait.context.traceID && $0.kind == .server })
        }
    }

    @Test("a job goes on with the trace of the webhook that asked for it, and the agent is told; one without begins its own")
    func jobs() async throws {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        var traced = ClaimedJob.analyze(1)
        traced.traceContext = "\(parent) a=1"
        let queue = FakeQueue([traced, .analyze(2)])
        let agent = FakeAgent { request throws(TransportError) in
            request.headers[.traceParent]?.contains("0af7651916cd43dd8448eb211c80319c") == true
                ? OutboundResponse(status: .ok, body: Array(FakeAgent.analysis.utf8)) : OutboundResponse(status: .badRequest)
        }
        var options = DispatcherOptions(worker: "test")
        options.pollInterval = .milliseconds(5)
        let dispatcher = Dispatcher(
            queue: queue, agent: AgentClient(transport: TracedTransport(agent, client: "agent"), baseURL: "http://agent", timeout: .seconds(30)),
            gate: AgentGate(options: options), options: options, metrics: JobMetrics(registry: MetricsRegistry()), tracer: spans.tracer(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, listen: { _ in })
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await dispatcher.run() }
                try await eventually("both jobs settled") { spans.all.filter { $0.name == "job analyze" }.count == 2 }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        let jobs = spans.all.filter { $0.name == "job analyze" }
        let first = try #require(jobs.first { $0.attributes["whence.job.id"] == 1 })
        let second = try #require(jobs.first { $0.attributes["whence.job.id"] == 2 })
        #expect(first.parent?.description == "b7ad6b7169203331" && first.kind == .consumer && first.context.state.text == "a=1")
        #expect(first.attributes["whence.job.outcome"] == "done" && first.failure == nil)
        #expect(second.parent == nil && second.context.traceID != first.context.traceID)
        #expect(second.failure?.contains("400") == true && second.attributes["whence.job.outcome"] == "dead")
        let asks = spans.all.filter { $0.name == "POST /analyze" }
        #expect(Set(asks.map(\.parent)) == [first.context.spanID, second.context.spanID])
        #expect(spans.named("store answer")?.parent == first.context.spanID)
    }
}

extension HTTPField.Name {
    fileprivate static let traceParent = HTTPField.Name("traceparent") ?? .via
}
