import HTTPKit
import HTTPTypes
import IngestApp
import IngestDomain
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DispatcherTests {
    /// Runs a dispatcher over a queue and an agent until the body is done; then it is shut down with grace.
    private func with(
        _ queue: FakeQueue, _ agent: FakeAgent, concurrency: Int = 4, circuitFailures: Int = 4, lease: Duration = .seconds(60),
        poll: Duration = .milliseconds(5),
        registry: MetricsRegistry = MetricsRegistry(), _ body: @escaping @Sendable (_ wake: @Sendable () -> Void) async throws -> Void
    ) async throws {
        var options = DispatcherOptions(worker: "test")
        (options.concurrency, options.lease, options.pollInterval) = (concurrency, lease, poll)
        options.storePause = .milliseconds(5)
        (options.circuitFailures, options.circuitPause, options.wakeSpread) = (circuitFailures, .milliseconds(20), .milliseconds(1))
        let (wakes, wake) = AsyncStream<Void>.makeStream()
        let dispatcher = Dispatcher(
            queue: queue, agent: AgentClient(transport: agent, baseURL: "http://agent", timeout: .seconds(30)),
            gate: AgentGate(options: options), options: options,
            metrics: JobMetrics(registry: registry), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            listen: { notify in for await _ in wakes { notify() } }, chance: { 1 })
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await dispatcher.run() }
                try await body { wake.yield() }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `jobs of both kinds are done and their answers stored`() async throws {
        let queue = FakeQueue([.analyze(1), .summarize(2), .analyze(3)])
        let agent = FakeAgent { request throws(TransportError) in
            return OutboundResponse(status: .ok, body: Array((request.url.hasSuffix("/analyze") ? FakeAgent.analysis : FakeAgent.summary).utf8))
        }
        let registry = MetricsRegistry()
        try await with(queue, agent, registry: registry) { _ in
            try await eventually("all jobs done") { queue.events.count == 3 }
        }
        #expect(Set(queue.events) == [.done(JobID(1)), .done(JobID(2)), .done(JobID(3))])
        #expect(registry.exposition().contains(#"whence_jobs_total{kind="analyze",outcome="done"} 2"#))
    }

    @Test func `no more jobs are taken than the agent is to be asked at once`() async throws {
        let gate = Gate()
        let running = Mutex((now: 0, most: 0))
        let queue = FakeQueue((1...9).map { .analyze($0) })
        let agent = FakeAgent { _ throws(TransportError) in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            await gate.pass()
            running.withLock { $0.now -= 1 }
            return OutboundResponse(status: .ok, body: Array(FakeAgent.analysis.utf8))
        }
        try await with(queue, agent, concurrency: 3) { _ in
            try await eventually("three requests at once") { agent.seen.count == 3 }
            await gate.open()
            try await eventually("all jobs done") { queue.events.count == 9 }
        }
        #expect(running.withLock { $0.most } == 3)
        #expect(queue.claims.allSatisfy { $0 <= 3 })
    }

    @Test func `a notification is enough to find a job`() async throws {
        let queue = FakeQueue([])
        try await with(queue, FakeAgent(status: .ok, body: FakeAgent.analysis), poll: .seconds(3600)) { wake in
            try await eventually("a first claim") { queue.claims.count == 1 }
            queue.add(.analyze(1))
            wake()
            try await eventually("the job done") { queue.events == [.done(JobID(1))] }
        }
    }

    @Test func `a failure is stored with the job`() async throws {
        let queue = FakeQueue([.analyze(1)])
        try await with(queue, FakeAgent(status: .badRequest)) { _ in
            try await eventually("a failure") { !queue.events.isEmpty }
        }
        #expect(queue.events == [.failed(JobID(1), JobFailure(message: "POST /analyze: the agent answered 400", isRetryable: false))])
    }

    @Test func `a job without anything to send fails unasked, and is counted`() async throws {
        let failure = JobFailure(message: "the alert that it was about is gone", isRetryable: false)
        let queue = FakeQueue([.unreadable(1, failure)])
        let registry = MetricsRegistry()
        let agent = FakeAgent(status: .ok, body: FakeAgent.analysis)
        try await with(queue, agent, registry: registry) { _ in
            try await eventually("a dead job") { registry.exposition().contains(#"whence_jobs_total{kind="analyze",outcome="dead"} 1"#) }
        }
        #expect(queue.events == [.failed(JobID(1), failure)])
        #expect(agent.seen.isEmpty)
    }

    @Test func `while the agent is away jobs are handed back, and it is tried with one job at a time`() async throws {
        let queue = FakeQueue((1...6).map { .analyze($0) })
        try await with(queue, FakeAgent(error: .connectFailed), concurrency: 4, circuitFailures: 1) { _ in
            try await eventually("all jobs handed back") { queue.events.count == 6 }
        }
        #expect(queue.claims.first == 4)
        #expect(queue.claims.dropFirst().allSatisfy { $0 == 1 })
        #expect(Set(queue.events) == Set((1...6).map { .released(JobID($0), .agentAway, .zero) }))
    }

    @Test func `a lease is renewed while the agent thinks`() async throws {
        let queue = FakeQueue([.analyze(1)])
        try await with(queue, FakeAgent.silent, lease: .milliseconds(30)) { _ in
            try await eventually("three renewals") { queue.renewals >= 3 }
        }
    }

    @Test func `work whose lease is lost is dropped, and nothing of it is stored`() async throws {
        let queue = FakeQueue([.analyze(1)], losesLeases: true)
        let registry = MetricsRegistry()
        try await with(queue, FakeAgent.silent, lease: .milliseconds(30), registry: registry) { _ in
            try await eventually("a lost lease") { registry.exposition().contains(#"whence_jobs_total{kind="analyze",outcome="lease_lost"} 1"#) }
        }
        #expect(queue.events.isEmpty)
    }

    @Test func `an answer outlives a database that is away for a moment`() async throws {
        let queue = FakeQueue([.analyze(1)], completionFailures: 1)
        let agent = FakeAgent(status: .ok, body: FakeAgent.analysis)
        try await with(queue, agent) { _ in
            try await eventually("the job done") { queue.events == [.done(JobID(1))] }
        }
        #expect(agent.seen.count == 1)
    }

    @Test func `on shutdown what is held is handed back`() async throws {
        let queue = FakeQueue([.analyze(1), .analyze(2)])
        try await with(queue, FakeAgent.silent) { _ in
            try await eventually("a claim") { queue.claims.count >= 1 }
        }
        #expect(Set(queue.events) == [.released(JobID(1), nil, .zero), .released(JobID(2), nil, .zero)])
    }
}
