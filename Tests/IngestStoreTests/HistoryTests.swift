import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("History")
struct HistoryTests {
    private static let day: Duration = .seconds(86_400)

    @Test("Partitions are made ahead, once, and what came before them moves in")
    func partitions() async throws {
        try await TestStore.with { store in
            let receipt = try await store.receive(.firing("A"), .firing("B"))
            #expect(try await store.count("episodes_default") == 2)
            let report = try await store.store.history.maintain(isThorough: true)
            #expect(report.created.count == 6)
            #expect(try await store.store.history.maintain(isThorough: true).isEmpty)
            for table in ["episodes", "timeline"] {
                #expect(try await store.count("\(table)_default") == 0)
                #expect(try await store.count(table) == 2)
            }
            // And everything goes on.
            try await store.receive(.firing("A"))
            try await store.receive(.resolved("B"))
            let detail = try await store.detail(receipt.incidents[0])
            #expect(detail.alerts.map(\.notices) == [2, 2])
            #expect(try await store.count("episodes_default") == 0)
        }
    }

    @Test("What starts years ago or in the future is taken, and moves to its partition when that is made")
    func oddTimes() async throws {
        try await TestStore.with { store in
            _ = try await store.store.history.prepare()
            try await store.receive(
                .firing("Old", startsAt: TestTime.start - Self.day * 2000), .firing("Early", startsAt: TestTime.start + Self.day * 130))
            #expect(try await store.count("episodes_default") == 2)
            store.time.advance(by: Self.day * 100)
            _ = try await store.store.history.prepare()
            #expect(try await store.count("episodes_default") == 1)
            #expect(try await store.count("episodes") == 2)
        }
    }

    @Test("What ended before the retention goes, with its partitions; what is active, whatever its age, stays whole")
    func retention() async throws {
        var policy = HistoryPolicy()
        policy.retention = Self.day * 60
        policy.partitionDays = 30
        try await TestStore.with(history: policy) { store in
            _ = try await store.store.history.prepare()
            // One incident that ends, one that stays open, and one that the open one absorbs.
            let ended = try await store.receive(.firing("C", on: "orders")).incidents[0]
            let open = try await store.receive(.firing("A", on: "frontend"), .firing("B", on: "frontend")).incidents[0]
            let absorbed = try await store.receive(.firing("A", on: "payments")).incidents[0]
            try await store.answer("A", with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "frontend-1")))
            try await store.receive(.resolved("C", on: "orders"), .resolved("A", on: "payments"), .resolved("B", on: "frontend"))
            store.time.advance(by: .seconds(3600))
            _ = try await store.store.housekeeping.sweep()
            let before = try await store.detail(open)
            #expect(try await store.detail(absorbed).incident.mergedInto == open)
            #expect(try await store.detail(ended).incident.state == .resolved)

            for _ in 0..<6 {
                store.time.advance(by: Self.day * 20)
                // Alertmanager goes on telling of it.
                try await store.receive(.firing("A", on: "frontend"))
                _ = try await store.store.history.maintain(isThorough: false)
            }

            #expect(try await store.reader.incident(ended) == nil)
            let after = try await store.detail(open)
            #expect(after.incident.state == .open)
            #expect(try await store.detail(absorbed).incident.mergedInto == open)
            #expect(after.alerts.map(\.fingerprint) == before.alerts.map(\.fingerprint))
            #expect(after.alerts.map(\.startsAt) == before.alerts.map(\.startsAt))
            #expect(after.timeline.map(\.text) == before.timeline.map(\.text))
            #expect(after.analyses.count == before.analyses.count)
            #expect(after.jobs.count == before.jobs.count)
            // Nothing is left of the other one.
            for table in ["episodes", "timeline", "analyses", "jobs"] {
                #expect(try await store.count(table, where: "incident_id = '\(ended)'") == 0, "\(table)")
            }
            #expect(try await store.count("alerts") == 3)
            #expect(try await store.count("pg_inherits", where: "inhparent = 'episodes'::regclass") < 8)

            // It ends at last, and goes when its time has come.
            try await store.receive(.resolved("A", on: "frontend", endsAt: store.time.now))
            store.time.advance(by: .seconds(3600))
            _ = try await store.store.housekeeping.sweep()
            store.time.advance(by: Self.day * 59)
            _ = try await store.store.history.maintain(isThorough: true)
            #expect(try await store.detail(open).alerts.count == 3)
            store.time.advance(by: Self.day * 40)
            // The absorbed one goes when the other has gone.
            for _ in 0..<2 { _ = try await store.store.history.maintain(isThorough: true) }
            for table in ["incidents", "episodes", "timeline", "analyses", "jobs", "alerts"] {
                #expect(try await store.count(table) == 0, "\(table)")
            }
        }
    }

    @Test("Without a retention nothing goes")
    func forever() async throws {
        var policy = HistoryPolicy()
        policy.retention = nil
        try await TestStore.with(history: policy) { store in
            try await store.receive(.firing("A"))
            try await store.receive(.resolved("A"))
            store.time.advance(by: .seconds(3600))
            _ = try await store.store.housekeeping.sweep()
            store.time.advance(by: Self.day * 5000)
            _ = try await store.store.history.maintain(isThorough: true)
            #expect(try await store.count("episodes") == 1)
            #expect(try await store.count("incidents") == 1)
        }
    }

    @Test("A table in use is left for later, and intake waits no longer than a moment")
    func inUse() async throws {
        var policy = HistoryPolicy()
        policy.retention = Self.day * 60
        policy.partitionDays = 30
        try await TestStore.with(history: policy) { store in
            _ = try await store.store.history.prepare()
            store.time.advance(by: Self.day * 120)
            try await store.pool.withTransaction { connection in
                _ = try await connection.query("SELECT count(*) FROM episodes")
                let report = try await store.store.history.maintain(isThorough: false)
                #expect(report.dropped.allSatisfy { !$0.hasPrefix("episodes") })
                #expect(report.postponed.contains { $0.hasPrefix("episodes") })
            }
            let report = try await store.store.history.maintain(isThorough: false)
            #expect(report.dropped.contains { $0.hasPrefix("episodes") })
            #expect(report.postponed.isEmpty)
        }
    }

    @Test("One replica at a time keeps the history")
    func replicas() async throws {
        try await TestStore.replicas(3) { stores in
            let created = try await withThrowingTaskGroup(of: HistoryReport.self) { group in
                for store in stores { group.addTask { try await store.store.history.maintain(isThorough: true) } }
                return try await group.reduce(into: []) { $0 += $1.created }
            }
            #expect(Set(created).count == created.count)
            _ = try await stores[0].store.history.maintain(isThorough: true)
            #expect(try await stores[0].count("pg_inherits", where: "inhparent = 'timeline'::regclass") == 3)
        }
    }
}
