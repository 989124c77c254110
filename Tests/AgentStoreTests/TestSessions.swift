import AgentReasoning
import AgentSessions
import AgentStore
import Contracts
import LLM
import Logging
import Postgres
import Primitives
import Synchronization
import TestSupport

/// A session database of its own, with a clock that only the test moves.
struct TestSessions: Sendable {
    let pool: PostgresPool
    let database: SessionDatabase
    let sessions: PostgresSessions
    let queue: SessionQueue
    let tally: UsageTally
    let meter: SpendMeter
    let keeper: SessionKeeper
    let ids: UUIDv7Generator
    let time: TestTime

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a body with a migrated database, and as many replicas over it as are wanted.
    static func with(
        replicas: Int = 1, budget: DailyBudget = DailyBudget(), lifetime: Duration = .seconds(30 * 86_400),
        _ body: @Sendable ([TestSessions]) async throws -> Void
    ) async throws {
        let configuration = try await PostgresServer.shared().database(named: "sessions") { configuration in
            _ = try await Migrator(SessionSchema.migrations, table: SessionSchema.table, logger: logger).migrate(configuration)
        }
        let time = TestTime()
        let all = try (0..<replicas).map { _ in try TestSessions(configuration, budget, lifetime, time) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for one in all {
                group.addTask { await one.pool.run() }
                one.database.note(nil)
            }
            try await body(all)
            group.cancelAll()
        }
    }

    init(_ configuration: PostgresConfiguration, _ budget: DailyBudget, _ lifetime: Duration, _ time: TestTime) throws {
        self.time = time
        let clock = time.clock
        pool = PostgresPool(configuration, limits: PoolLimits(minimum: 1, maximum: 3), logger: Self.logger)
        database = SessionDatabase(pool: pool)
        sessions = PostgresSessions(database)
        queue = SessionQueue(limit: 50, clock: clock, logger: Self.logger)
        tally = UsageTally(clock: clock)
        meter = SpendMeter(budget: budget, clock: clock)
        ids = UUIDv7Generator(clock: clock)
        keeper = try SessionKeeper(
            database: database, queue: queue, tally: tally, meter: meter,
            retention: SessionRetention(database, lifetime: lifetime, clock: clock), logger: Self.logger)
    }

    /// A session as an analysis of such an alert leaves it.
    func session(
        _ name: String = "HighLatency", fingerprint: String? = "f1", cluster: String = "prod", workload: String = "orders",
        incident: String? = "i1", isAnswered: Bool = true, summary: String = "It ran out of memory."
    ) -> AnalysisSession {
        let clock = time.clock
        let alert = Alert(
            status: .firing, labels: ["alertname": name, "cluster": cluster, "namespace": "shop", "deployment": workload], startsAt: clock.now,
            fingerprint: fingerprint)
        let recorder = SessionRecorder(
            id: ids.next(), request: AnalyzeRequest(alert: alert, incidentID: incident), clock: clock, price: { _, _ in 0.25 }, mask: { $0 })
        recorder.note(.stage(.gathering))
        recorder.note(.toolCalled(id: "c1", name: "get_logs", arguments: .object(["pod": .string("x\u{0}y")])))
        recorder.note(.toolAnswered(id: "c1", name: "get_logs", text: "a line", isError: false, milliseconds: 2))
        recorder.note(.replied(.answered("thought", tokens: TokenUsage(input: 10, cachedInput: 5, output: 2, calls: 1))))
        return recorder.finish(isAnswered ? AnalyzeResponse.sample(summary: summary) : nil)
    }

    func count(_ table: String) async throws -> Int {
        try await pool.query("SELECT count(*)::bigint FROM \(unescaped: table)").first?.decode(as: Int.self) ?? -1
    }
}

extension ModelExchange {
    static func answered(_ text: String, tokens: TokenUsage, by identity: ModelIdentity = ModelIdentity(provider: "anthropic", model: "m"))
        -> ModelExchange
    {
        ModelExchange(
            request: ModelRequest(system: "s", turns: [.user("the prompt")], timeout: .seconds(1)),
            outcome: .success(ModelReply(turn: AssistantTurn(text: text), stop: .finished, usage: tokens, identity: identity)), milliseconds: 5)
    }
}

extension AnalyzeResponse {
    static func sample(summary: String) -> AnalyzeResponse {
        let cause = RootCause(
            category: .oomKilled, title: "t", object: ObjectReference(kind: "Pod", namespace: "shop", name: "orders-1"), confidence: 0.9,
            explanation: "e", evidence: ["E1"])
        return AnalyzeResponse(
            threadTs: "", analysis: "a\u{0}b", analysisSummary: summary, analysisDetail: "d", analysisQuality: .high, capabilities: Capabilities(),
            context: AnalysisContext(), rootCauses: [cause], evidence: [], impact: Impact(services: [], users: "", severity: "", urgency: ""),
            engine: .llm, model: "anthropic/m")
    }
}

/// A clock that stands still until it is moved.
final class TestTime: Sendable {
    static let start = Timestamp(microseconds: 1_795_000_000_000_000)
    private let moment = Mutex(TestTime.start)

    var clock: WallClock { WallClock { self.moment.withLock { $0 } } }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}
