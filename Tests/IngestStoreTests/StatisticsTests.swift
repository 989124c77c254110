import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Statistics")
struct StatisticsTests {
    private func window(_ store: TestStore) throws -> StatisticsWindow {
        try #require(StatisticsWindow(since: TestTime.start - .seconds(3_600), until: store.time.now + .seconds(1)))
    }

    @Test("What happened is counted, once, however many replicas count and however small their steps")
    func counted() async throws {
        try await TestStore.replicas(3) { stores in
            let store = stores[0]
            for number in 0..<4 { try await store.receive(.firing("A", on: "w\(number)", labels: ["pod": "p"])) }
            try await store.receive(.firing("B", on: "w0"))
            try await store.receive(.firing("B", on: "w0"))
            try await store.answer("B", with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "w0-1")))
            store.time.advance(by: .seconds(600))
            try await store.pool.execute(
                """
                WITH resolved AS (
                    UPDATE incidents SET state = 'resolved', resolved_at = \(store.time.now), acknowledged_at = \(store.time.now)
                    RETURNING id, cluster
                )
                INSERT INTO timeline (cluster, incident_id, at, kind, about, actor)
                SELECT cluster, id, \(store.time.now), kind, '', 'ana' FROM resolved CROSS JOIN unnest(ARRAY['acknowledged', 'resolved']) AS kind
                """)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores {
                    group.addTask {
                        for _ in 0..<40 { _ = try await store.store.statistics.count(limit: 2) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.store.statistics.count(limit: 100) == 0)
            try await store.store.statistics.add(received: [ReceivedHour(cluster: "lab", at: TestTime.start): .init(all: 7, new: 5)])
            try await store.store.statistics.add(received: [ReceivedHour(cluster: "lab", at: TestTime.start): .init(all: 3, new: 0)])
            let statistics = try await store.store.statistics.statistics(try window(store), in: .all)
            #expect(statistics.alerts.received == 10)
            #expect(statistics.alerts.episodes == 5)
            #expect(statistics.alerts.noiseRemovedPercent == 60)
            let incidents = statistics.incidents
            #expect([incidents.opened, incidents.acknowledged, incidents.resolved, incidents.reopened, incidents.merged] == [4, 4, 4, 0, 0])
            #expect([statistics.analyses.stored, statistics.analyses.failed] == [1, 0])
            #expect(statistics.causes == [.init(category: "oom_killed", analyses: 1)])
            #expect(statistics.models.byModel.map(\.model) == ["anthropic/m"])
            let spent = statistics.models.total
            #expect([spent.analyses, spent.calls, spent.inputTokens, spent.cachedTokens, spent.outputTokens] == [1, 3, 1200, 800, 90])
            #expect(spent.costUSD == 0.012345)
            #expect(statistics.timeToResolve.count == 4)
            #expect(statistics.timeToResolve.mean == 600)
            let median = try #require(statistics.timeToResolve.median)
            #expect(abs(median - 600) < 30)
            #expect(statistics.timeToAcknowledge.p90 == statistics.timeToResolve.p90)
        }
    }

    @Test("A window holds its hours and no others, and a cluster its own numbers")
    func windows() async throws {
        try await TestStore.with { store in
            let hours = (0..<3).map { TestTime.start + .seconds($0 * 3_600) }
            for (index, hour) in hours.enumerated() {
                try await store.store.statistics.add(received: [
                    ReceivedHour(cluster: "a", at: hour): .init(all: 1 << index, new: 0),
                    ReceivedHour(cluster: "b", at: hour): .init(all: 100, new: 0),
                ])
            }
            func received(_ since: Timestamp, _ until: Timestamp, _ scope: ClusterScope) async throws -> Int {
                let window = try #require(StatisticsWindow(since: since, until: until))
                return try await store.store.statistics.statistics(window, in: scope).alerts.received
            }
            #expect(try await received(hours[0], hours[2] + .seconds(1), .only("a")) == 7)
            #expect(try await received(hours[1].startOfHour, hours[2].startOfHour, .only("a")) == 2)
            #expect(try await received(hours[1], hours[1] + .seconds(1), .all) == 102)
            #expect(try await received(hours[0], hours[2] + .seconds(1), .only("nowhere")) == 0)
        }
    }
}
