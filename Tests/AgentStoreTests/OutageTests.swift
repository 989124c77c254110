import AgentSessions
import AgentStore
import Logging
import Postgres
import Primitives
import TestSupport
import Testing

@Suite("Sessions without their database")
struct OutageTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test(.timeLimit(.minutes(2)))
    func `wait while it is away, are written when it is back, and say so meanwhile`() async throws {
        var options = PostgresServer.Options()
        options.listensOnTCP = true
        let server = try await PostgresServer(options)
        let configuration = try await server.database()
        try await server.stop(.fast)

        let store = try TestSessions(configuration, DailyBudget(), .seconds(86_400), TestTime())
        let written = store.session()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await store.pool.run() }
            group.addTask { await store.keeper.run() }
            store.queue.add(written)
            try await eventually("the trouble is named") { store.database.trouble == .unavailable(reason: "it can't be reached") }
            await #expect(throws: SessionError.self) { try await store.sessions.session(written.id) }
            #expect(store.queue.count == 1)

            try await server.start()
            try await eventually("it is written", within: .seconds(60)) { store.queue.count == 0 }
            #expect(store.database.trouble == nil)
            #expect(try await store.sessions.session(written.id) != nil)

            try await server.stop(.kill)
            await #expect(throws: SessionError.self) { try await store.sessions.session(written.id) }
            let later = store.session()
            store.queue.add(later)
            store.tally.add(spending(cost: 1), for: .analysis, incidentID: nil)
            try await server.start()
            try await eventually("what came meanwhile is written", within: .seconds(60)) { store.queue.count == 0 && store.tally.sums.isEmpty }
            #expect(try await store.sessions.session(later.id) != nil)
            group.cancelAll()
        }
        try await server.stop(.immediate)
    }

    @Test func `are done without where the schema is another program's, and the service goes on`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let other = try Migrator([Migration(version: 1, name: "another", sql: "SELECT 1")], table: SessionSchema.table, logger: Self.logger)
        _ = try await other.migrate(configuration)
        let store = try TestSessions(configuration, DailyBudget(), .seconds(86_400), TestTime())
        let first = try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                await store.keeper.run()
                return "it ended"
            }
            group.addTask {
                try await eventually("the trouble is named") { if case .failed = store.database.trouble { true } else { false } }
                return "it says so"
            }
            defer { group.cancelAll() }
            return try await group.next()
        }
        #expect(first == "it says so")
    }

    @Test func `drop the oldest when too many wait, and count them`() throws {
        let queue = SessionQueue(limit: 3, clock: TestTime().clock, logger: Self.logger)
        let store = try TestSessions(
            PostgresConfiguration(url: "host=/nowhere"), DailyBudget(), .seconds(1), TestTime())
        let sessions = (0..<5).map { _ in store.session() }
        for session in sessions { queue.add(session) }
        #expect(queue.next(10).map(\.id) == sessions.suffix(3).map(\.id))
        #expect(queue.dropped == 2)
    }

    @Test func `migrate once, however many replicas start`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let migrator = try Migrator(SessionSchema.migrations, table: SessionSchema.table, logger: Self.logger)
                    return try await migrator.migrate(configuration).count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.sorted() == [0, 0, 0, SessionSchema.migrations.count])
    }
}
