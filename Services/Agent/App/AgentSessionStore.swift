import AgentDomain
import AgentSessions
import AgentStore
import Contracts
import Logging
import Postgres
import Primitives
import ServerKit
import ServiceLifecycle
import Telemetry

/// The agent's memory, put together: in PostgreSQL where one is configured, else what a process can keep.
struct AgentSessionStore: Sendable {
    let ledger: any SessionLedger
    let conversations: Conversations
    let tally: UsageTally
    let meter: SpendMeter
    /// Takes a session without waiting.
    let keep: @Sendable (AnalysisSession) -> Void
    /// What has to run beside the server, in this order.
    let services: [any Service]
    let checks: [HealthCheck]

    init(_ settings: SessionSettings, clock: WallClock, registry: MetricsRegistry, logger: Logger) throws(PostgresError) {
        tally = UsageTally(clock: clock)
        meter = SpendMeter(budget: settings.budget, clock: clock)
        SpendingMetrics.register(tally, meter, in: registry)
        let memory = MemoryConversations(clock: clock)
        guard let configuration = settings.database else {
            ledger = NoSessions(tally: tally)
            conversations = Conversations(database: nil, memory: memory)
            keep = { _ in }
            services = []
            checks = []
            logger.notice("sessions are not kept: SESSION_DB_HOST is not set")
            return
        }
        var limits = PoolLimits(minimum: 1, maximum: 4, acquireTimeout: .seconds(1))
        limits.waiters = 100
        let pool = PostgresPool(configuration, limits: limits, logger: logger)
        let database = SessionDatabase(pool: pool)
        let queue = SessionQueue(clock: clock, logger: logger)
        SpendingMetrics.register(queue, in: registry)
        let sessions = PostgresSessions(database)
        ledger = sessions
        conversations = Conversations(database: PostgresConversations(database, lifetime: settings.lifetime), memory: memory)
        keep = { queue.add($0) }
        let troubles = HealthLog(logger)
        let retention = settings.lifetime.map { SessionRetention(database, lifetime: $0, clock: clock) }
        services = [
            pool, try SessionKeeper(database: database, queue: queue, tally: tally, meter: meter, retention: retention, logger: logger),
        ]
        checks = [
            HealthCheck("sessions", isCritical: false, timeout: AgentHealth.patience) {
                do throws(SessionError) {
                    if let trouble = database.trouble { throw trouble }
                    try await sessions.probe()
                    troubles.note(nil, of: "sessions")
                    return .ok
                } catch {
                    troubles.note("\(error)", of: "sessions")
                    return .degraded(error.kind)
                }
            }
        ]
    }

    /// How long an analysis waits for what is known of earlier ones.
    private static let patience: Duration = .milliseconds(500)
    /// Earlier analyses that are told to a model.
    private static let remembered = 3

    /// The last analyses of an alert; none where they can't be had at once.
    func recall(_ alert: Alert) async -> [EarlierAnalysis] {
        guard ledger.trouble == nil else { return [] }
        let (ledger, subject) = (ledger, AlertSubject(alert))
        return await withTaskGroup(of: [EarlierAnalysis]?.self) { group in
            group.addTask {
                do throws(SessionError) {
                    return try await ledger.earlier(subject, limit: Self.remembered)
                } catch {
                    return []
                }
            }
            group.addTask {
                // Cancelled as soon as the other one is there.
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return (await group.next() ?? nil) ?? []
        }
    }
}
