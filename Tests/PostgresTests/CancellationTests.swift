import TestSupport
import Testing

@testable import Postgres

@Suite struct CancellationTests {
    @Test func `A cancelled task's statement is stopped in the server`() async throws {
        try await withConnection { connection in
            let pid = await connection.processID
            let error = await cancelling {
                try await connection.execute("SELECT pg_sleep(60)")
            } when: {
                try await isRunning(pid, "pg_sleep")
            }
            #expect(error?.isCancelled == true)
            #expect(connection.isUsable)
            let rows = try await connection.query("SELECT 1")
            #expect(rows.count == 1, "the session goes on")
        }
    }

    @Test func `A task that is cancelled already sends nothing`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE marks (n int8)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    let error = try await postgresError { try await connection.execute("INSERT INTO marks VALUES (1)") }
                    #expect(error.isCancelled)
                }
                try await group.waitForAll()
            }
            #expect(try await connection.query("SELECT * FROM marks").isEmpty)
        }
    }

    @Test func `A cancelled transaction is rolled back and its connection stays usable`() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE marks (n int8)")
            let pid = await connection.processID
            let error = await cancelling {
                try await connection.withTransaction { connection in
                    try await connection.execute("INSERT INTO marks VALUES (1)")
                    try await connection.execute("SELECT pg_sleep(60)")
                }
            } when: {
                try await isRunning(pid, "pg_sleep")
            }
            #expect(error?.isCancelled == true)
            #expect(connection.isUsable)
            #expect(try await connection.query("SELECT * FROM marks").isEmpty)
        }
    }

    @Test func `Connecting to a host that never answers ends with its task`() async throws {
        // 192.0.2.0/24 is set apart for documentation (RFC 5737): nobody answers, or the network says so at once.
        let configuration = try PostgresConfiguration(url: "host=192.0.2.1 user=nobody dbname=x connect_timeout=60")
        let clock = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do throws(PostgresError) {
                    _ = try await PostgresConnection.connect(configuration, logger: quiet)
                    Issue.record("it must not connect")
                } catch {
                    #expect(error.isCancelled || error.isConnectionFailure)
                }
            }
            group.cancelAll()
        }
        #expect(ContinuousClock.now - clock < .seconds(30))
    }

    /// Thousands of cancellations race with short statements on the same connections. Were one to reach the next statement,
    /// a task that nobody cancelled would see its statement stopped.
    @Test func `A storm of cancellations hits no statement but those of the cancelled tasks`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let outcome = Locked((untouched: 0, cancelled: 0, completed: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let connection = try await PostgresConnection.connect(configuration, logger: quiet)
                    for round in 0..<750 {
                        await Self.raceCancellation(on: connection, spins: (round * 37 + worker * 11) % 4000, outcome)
                        let row = try #require(try await connection.query("SELECT \(round)").first)
                        #expect(try row.decode(as: Int.self) == round)
                        outcome.withLock { $0.untouched += 1 }
                    }
                    await connection.close()
                }
            }
            try await group.waitForAll()
        }
        let (untouched, cancelled, completed) = outcome.withLock { $0 }
        #expect(untouched == 3000)
        #expect(cancelled + completed == 3000)
        #expect(cancelled > 0, "the storm must reach some statements, or it shows nothing")
    }

    private static func raceCancellation(
        on connection: PostgresConnection, spins: Int, _ outcome: Locked<(untouched: Int, cancelled: Int, completed: Int)>
    ) async {
        let task = Task {
            try await connection.execute("SELECT pg_sleep(0.0005)")
        }
        for _ in 0..<spins { await Task.yield() }
        task.cancel()
        switch await task.result {
        case .success: outcome.withLock { $0.completed += 1 }
        case .failure(let error as PostgresError) where error.isCancelled: outcome.withLock { $0.cancelled += 1 }
        case .failure(let error): Issue.record(error)
        }
    }

    @Test func `A request for another operation than the current one is ignored`() {
        var state = CancellationState()
        let first = state.begin()
        #expect(state.end(first) == false)
        #expect(state.request(first) == false, "it has ended")
        let second = state.begin()
        #expect(state.request(first) == false, "it is not the one that runs")
        #expect(!state.isRequested)
        #expect(state.request(second) == true)
        #expect(state.request(second) == false, "once is enough")
        #expect(state.end(second) == true, "a wake-up is pending")
        #expect(!state.isRequested)
    }

    @Test func `An unanswered cancellation is repeated, and given up in the end`() {
        let start = ContinuousClock.now
        var wait = ResponseWait(isCancellable: true, timeout: .seconds(60), now: start)
        #expect(wait.nextDeadline == start + .seconds(60))
        #expect(wait.cancel(at: start, patience: .seconds(10)) == .send)
        #expect(wait.nextDeadline == start + .milliseconds(5))
        #expect(wait.cancel(at: start + .milliseconds(1), patience: .seconds(10)) == .wait)
        #expect(wait.cancel(at: start + .milliseconds(5), patience: .seconds(10)) == .send)
        #expect(wait.nextDeadline == start + .milliseconds(15))
        #expect(wait.cancel(at: start + .seconds(10), patience: .seconds(10)) == .giveUp)
    }

    /// Cancels a call as soon as a condition holds.
    private func cancelling(
        _ call: @escaping @Sendable () async throws -> Void, when condition: () async throws -> Bool
    ) async -> PostgresError? {
        let task = Task { try await call() }
        do {
            try await eventually("the statement to cancel", condition)
        } catch {
            Issue.record(error)
        }
        task.cancel()
        switch await task.result {
        case .success: return nil
        case .failure(let error as PostgresTransactionError): return error.postgresError
        case .failure(let error): return error as? PostgresError
        }
    }

    private func isRunning(_ pid: Int32, _ text: String) async throws -> Bool {
        let server = try await PostgresServer.shared()
        let observer = try await PostgresConnection.connect(server.configuration(database: "postgres"), logger: quiet)
        let rows = try await observer.query(
            "SELECT 1 FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active' AND query LIKE \("%" + text + "%")")
        await observer.close()
        return !rows.isEmpty
    }
}
