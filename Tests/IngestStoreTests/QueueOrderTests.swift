import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import TestSupport
import Testing

/// Who is next, and how many at once.
@Suite struct QueueOrderTests {
    @Test func `a graver job overtakes those that have waited less than its head start, and no others`() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("Old", on: "a", severity: "info"))
            store.time.advance(by: .seconds(899))
            // Three steps above info: a head start of 900 s.
            try await store.receive(.firing("Overtakes", on: "b", severity: "critical"))
            store.time.advance(by: .seconds(2))
            try await store.receive(.firing("Too late", on: "c", severity: "critical"))
            let order = try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60)).map(\.name)
            #expect(order == ["Overtakes", "Old", "Too late"])
        }
    }

    @Test func `an info job is done within its bound however many critical ones keep coming`() async throws {
        var queue = QueuePolicy()
        queue.precedence = .seconds(60)
        try await TestStore.with(queue: queue) { store in
            try await store.receive(.firing("Patient", on: "patient", severity: "info"))
            var waited = 0
            // Each second one critical job comes in and one job is done: the queue never gets shorter.
            try await store.receive(.firing("First", on: "w0", severity: "critical"))
            rounds: for second in 1...400 {
                for job in try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)) {
                    _ = try await store.jobs.complete(job.lease, with: .naming(.healthy, nil))
                    if job.name == "Patient" { break rounds }
                }
                store.time.advance(by: .seconds(1))
                waited = second
                try await store.receive(.firing("C\(second)", on: "w\(second)", severity: "critical", at: store.time.now))
            }
            // Three steps of 60 s.
            #expect((1...182).contains(waited), "it waited \(waited) s")
        }
    }

    @Test func `a lapsed job has had its turn, and goes first`() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("Lapsed", on: "a", severity: "info"))
            _ = try await store.jobs.claim(limit: 1, worker: "gone", lease: .seconds(60))
            store.time.advance(by: .seconds(61))
            try await store.receive(.firing("Critical", on: "b", severity: "critical"))
            #expect(try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60)).map(\.name) == ["Lapsed", "Critical"])
        }
    }

    @Test func `all replicas together run no more than the limit, however they race`() async throws {
        var queue = QueuePolicy()
        queue.concurrency = 7
        try await TestStore.replicas(3, queue: queue) { stores in
            for number in 0..<40 { try await stores[0].receive(.firing("A\(number)", on: "w\(number)")) }
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for round in 0..<24 {
                    let store = stores[round % 3]
                    group.addTask {
                        try await store.jobs.claim(limit: 5, worker: "w\(round)", lease: .seconds(60)).map(\.lease.job)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 7)
            #expect(Set(claimed).count == 7, "each by one worker")
            #expect(try await stores[0].count("jobs", where: "state = 'running'") == 7)
            // Those that lapse make room.
            stores[0].time.advance(by: .seconds(61))
            #expect(try await stores[1].jobs.claim(limit: 9, worker: "later", lease: .seconds(60)).count == 7)
        }
    }

    @Test func `a claim behind a hundred thousand jobs reads the index and little of it`() async throws {
        try await TestStore.with { store in
            try await store.pool.execute(
                """
                INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, priority, due_at, created_at, state)
                SELECT 'lab', gen_random_uuid(), 'summarize', 'A' || g, '', g % 5,
                    \(store.time.now)::timestamptz + make_interval(secs => g - 50000), \(store.time.now), 'queued'
                FROM generate_series(1, 100000) AS g
                """)
            try await store.pool.execute("ANALYZE jobs")
            let before = try await read(store)
            let claimed = try await store.jobs.claim(limit: 8, worker: "one", lease: .seconds(60))
            #expect(claimed.count == 8 && claimed.allSatisfy(\.isUnreadable), "none has an incident")
            #expect(try await read(store) - before < 200)
            #expect(try await store.jobs.numbers().depth.queued > 90_000, "an estimate, beyond what is counted")
        }
    }

    /// Rows of the table that were fetched so far.
    private func read(_ store: TestStore) async throws -> Int {
        // A session reports its numbers when it has been idle for a while, or is told to (PostgreSQL 15).
        try await store.pool.execute("SELECT pg_stat_force_next_flush()")
        return try await store.value("SELECT (seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables WHERE relname = 'jobs'") ?? -1
    }
}
