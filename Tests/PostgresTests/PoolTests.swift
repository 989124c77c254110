import Logging
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite struct PoolTests {
    @Test func `Many callers share few connections, each one in its turn`() async throws {
        try await withPool(PoolLimits(minimum: 0, maximum: 3, acquireTimeout: .seconds(60))) { pool in
            let pids = Locked(Set<Int>())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        let row = try #require(try await pool.query("SELECT pg_backend_pid()").first)
                        let pid = try row.decode(as: Int.self)
                        pids.withLock { _ = $0.insert(pid) }
                    }
                }
                try await group.waitForAll()
            }
            #expect((1...3).contains(pids.withLock { $0.count }))
            #expect(pool.snapshot.acquired == 300)
            #expect(pool.snapshot.lent == 0)
        }
    }

    @Test func `Nobody starves: with one connection, callers finish in the order of asking`() async throws {
        try await withPool(PoolLimits(minimum: 1, maximum: 1, acquireTimeout: .seconds(60))) { pool in
            let order = Locked([Int]())
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await pool.withConnection { _ in
                    for number in 0..<50 {
                        group.addTask {
                            try await pool.withConnection { _ in order.withLock { $0.append(number) } }
                        }
                        try await eventually("caller \(number) in the queue") { pool.snapshot.waiting == number + 1 }
                    }
                }
                try await group.waitForAll()
            }
            #expect(order.withLock { $0 } == Array(0..<50))
        }
    }

    @Test func `A caller who waits too long is told, and the gauges tell too`() async throws {
        try await withPool(PoolLimits(minimum: 0, maximum: 1, acquireTimeout: .seconds(2))) { pool in
            try await pool.withConnection { _ in
                let error = try await postgresError { try await pool.execute("SELECT 1") }
                #expect(error.reason == .poolTimeout)
                #expect(error.isTransient)
                #expect(pool.snapshot.lent == 1)
                #expect(pool.snapshot.timedOut == 1)
            }
        }
    }

    @Test func `A cancelled caller leaves the queue`() async throws {
        try await withPool(PoolLimits(minimum: 0, maximum: 1, acquireTimeout: .seconds(60))) { pool in
            try await pool.withConnection { _ in
                let task = Task { try await pool.execute("SELECT 1") }
                try await eventually("the caller in the queue") { pool.snapshot.waiting == 1 }
                task.cancel()
                let error = try await postgresError { _ = try await task.value }
                #expect(error.isCancelled)
                #expect(pool.snapshot.waiting == 0)
            }
        }
    }

    @Test func `A connection that was left in a transaction is not lent again`() async throws {
        try await withPool(PoolLimits(minimum: 0, maximum: 1)) { pool in
            let first = try await pool.withConnection { connection in
                try await connection.execute(script: "BEGIN")
                return await connection.processID
            }
            let second = try await pool.withConnection { await $0.processID }
            #expect(first != second)
        }
    }

    @Test func `Idle sessions that the server ended are replaced before they are lent`() async throws {
        let server = try await PostgresServer.shared()
        let configuration = try await server.database()
        try await withPool(PoolLimits(minimum: 0, maximum: 1), to: configuration) { pool in
            let pid = try await pool.withConnection { await $0.processID }
            let killer = try await PostgresConnection.connect(server.configuration(database: "postgres"), logger: quiet)
            try await killer.execute("SELECT pg_terminate_backend(\(pid), 10000)")
            await killer.close()
            #expect(try await pool.query("SELECT 1").count == 1)
        }
    }

    @Test(arguments: [PostgresServer.StopMode.fast, .immediate, .kill])
    func `A pool outlives its server's restart`(mode: PostgresServer.StopMode) async throws {
        let server = try await PostgresServer()
        let limits = PoolLimits(minimum: 2, maximum: 4, acquireTimeout: .seconds(30))
        try await withPool(limits, to: server.configuration(database: "postgres")) { pool in
            try await pool.execute("CREATE TABLE numbers (n int8 PRIMARY KEY)")
            let acknowledged = Locked([Int]())
            let isDone = Locked(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var number = worker
                        while !isDone.withLock({ $0 }) {
                            do {
                                try await pool.execute("INSERT INTO numbers VALUES (\(number))")
                                acknowledged.withLock { $0.append(number) }
                            } catch let error as PostgresError where error.isTransient {
                                // The server is away.
                            }
                            number += 4
                        }
                    }
                }
                for _ in 0..<2 {
                    let before = acknowledged.withLock { $0.count }
                    try await eventually("progress") { acknowledged.withLock { $0.count } > before + 20 }
                    try await server.restart(mode)
                }
                let before = acknowledged.withLock { $0.count }
                try await eventually("progress after the restarts") { acknowledged.withLock { $0.count } > before + 20 }
                isDone.withLock { $0 = true }
                try await group.waitForAll()
            }
            let stored = Set(try await pool.query("SELECT n FROM numbers").decode(as: Int.self))
            #expect(acknowledged.withLock { Set($0) }.subtracting(stored).isEmpty, "what was acknowledged is there")
        }
        try await server.stop(.immediate)
    }

    @Test func `Callers who wait for a server that is away say why, in time`() async throws {
        let configuration = try PostgresConfiguration(url: "host=/nonexistent user=nobody dbname=x")
        try await withPool(PoolLimits(minimum: 1, maximum: 2, acquireTimeout: .milliseconds(300)), to: configuration) { pool in
            let start = ContinuousClock.now
            let error = try await postgresError { try await pool.execute("SELECT 1") }
            #expect(error.reason == .poolTimeout)
            #expect(error.message.contains("/nonexistent"))
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(pool.snapshot.openFailures > 0)
        }
    }

    @Test func `Graceful shutdown waits for what is lent and refuses the rest`() async throws {
        let configuration = try await PostgresServer.shared().database()
        let pool = PostgresPool(configuration, limits: PoolLimits(minimum: 1, maximum: 2), logger: quiet)
        let group = ServiceGroup(configuration: .init(services: [.init(service: pool)], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let value = try await pool.withTransaction { connection in
                await group.triggerGracefulShutdown()
                try await eventually("the pool closed") {
                    do throws(PostgresError) {
                        try await pool.execute("SELECT 1")
                        return false
                    } catch {
                        return error.reason == .poolClosed
                    }
                }
                return try await connection.query("SELECT 42").first?.decode(as: Int.self)
            }
            #expect(value == 42)
            try await tasks.waitForAll()
        }
        let error = try await postgresError { try await pool.execute("SELECT 1") }
        #expect(error.reason == .poolClosed)
    }

    @Test func `Sessions end with the pool`() async throws {
        let server = try await PostgresServer.shared()
        let configuration = try await server.database()
        try await withPool(PoolLimits(minimum: 3, maximum: 3), to: configuration) { pool in
            try await eventually("three sessions") { pool.snapshot.idle == 3 }
        }
        let observer = try await PostgresConnection.connect(server.configuration(database: "postgres"), logger: quiet)
        let name = configuration.parameters["dbname"] ?? ""
        try await eventually("the end of the sessions") {
            try await observer.query("SELECT 1 FROM pg_stat_activity WHERE datname = \(name)").isEmpty
        }
        await observer.close()
    }
}
