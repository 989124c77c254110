import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Intake")
struct IntakeTests {
    @Test("A first alert opens an incident with its episode, its timeline and one job")
    func opens() async throws {
        try await TestStore.with { store in
            let receipt = try await store.receive(.firing())
            let id = try #require(receipt.incidents.first)
            #expect(receipt.alerts == 1)
            let detail = try await store.detail(id)
            #expect(detail.incident.state == .open)
            #expect(detail.incident.title == "KubePodNotReady: shop/orders")
            #expect(detail.incident.severity == "warning")
            #expect(detail.incident.alerts == AlertCounts(firing: 1, resolved: 0))
            #expect(detail.timeline.map(\.kind) == [.opened])
            #expect(detail.jobs.map(\.subject) == ["shop/orders"])
            let episode = try #require(detail.alerts.first)
            #expect(episode.annotations == ["summary": "a \"quoted\" \\ text"])
            #expect(episode.notices == 1)
            #expect(episode.startsAt == TestTime.start)
        }
    }

    @Test("The same notification again bumps a counter and changes nothing else")
    func repeats() async throws {
        try await TestStore.with { store in
            let first = try await store.receive(.firing())
            store.time.advance(by: .seconds(300))
            let second = try await store.receive(.firing(at: store.time.now), .firing(at: store.time.now))
            #expect(second.incidents == first.incidents)
            let detail = try await store.detail(first.incidents[0])
            #expect(detail.alerts.map(\.notices) == [3])
            #expect(detail.alerts.map(\.lastReceivedAt) == [store.time.now])
            #expect(detail.incident.updatedAt == TestTime.start)
            #expect(detail.timeline.count == 1)
            #expect(detail.jobs.count == 1)
        }
    }

    @Test("Alerts of one workload share an incident, alerts of others have their own")
    func correlates() async throws {
        try await TestStore.with { store in
            let receipt = try await store.receive(
                .firing("A"), .firing("B"), .firing("A", on: "payments"), .firing("C", on: nil, labels: ["node": "worker-1"]))
            #expect(receipt.incidents.count == 3)
            #expect(try await store.count("incidents") == 3)
            #expect(try await store.count("jobs") == 4)
            let later = try await store.receive(.firing("D", severity: "critical"))
            let detail = try await store.detail(later.incidents[0])
            #expect(detail.alerts.count == 3)
            #expect(detail.incident.severity == "critical")
            #expect(detail.timeline.map(\.kind) == [.opened, .alertJoined, .alertJoined])
        }
    }

    @Test("Several series of one alert on one workload are analysed once")
    func analysesOnce() async throws {
        try await TestStore.with { store in
            try await store.receive(
                .firing("A", labels: ["pod": "orders-1"]), .firing("A", labels: ["pod": "orders-2"]), .firing("B"))
            try await store.receive(.firing("A", labels: ["pod": "orders-3"]))
            #expect(try await store.count("jobs") == 2)
            #expect(try await store.count("episodes") == 4)
        }
    }

    @Test("An end that comes before, after or without its beginning never lets an episode fire again")
    func neverBackwards() async throws {
        try await TestStore.with { store in
            let unseen = try await store.receive(.resolved("A"))
            #expect(unseen.incidents.isEmpty)
            #expect(try await store.count("incidents") == 0)
            #expect(try await store.count("jobs") == 0)
            // It did fire: so it belongs to an incident, which nothing keeps open.
            let seen = try await store.receive(.firing("A"))
            #expect(seen.incidents.count == 1)
            #expect(try await store.count("episodes", where: "NOT firing AND notices = 2") == 1)
            #expect(try await store.count("incidents", where: "settle_at IS NOT NULL") == 1)

            let both = try await store.receive(.resolved("B", on: "payments"), .firing("B", on: "payments"), .firing("B", on: "payments"))
            #expect(both.incidents.count == 1)
            #expect([both.new, both.resolved, both.repeated] == [1, 1, 1])
            let ended = try await store.receive(.firing("C", on: "web"), .resolved("C", on: "web"))
            #expect(ended.incidents.count == 1)
            let again = try await store.receive(.firing("C", on: "web"))
            #expect([again.new, again.resolved, again.repeated] == [0, 0, 1])
            #expect(try await store.count("episodes", where: "firing") == 0)
            let detail = try await store.detail(ended.incidents[0])
            #expect(detail.timeline.map(\.kind) == [.opened, .alertResolved])
            #expect(detail.alerts.map(\.notices) == [3])
        }
    }

    @Test("A newer episode ends the one before it, and late news of an older one keeps nothing open")
    func supersedes() async throws {
        try await TestStore.with { store in
            let first = try await store.receive(.firing("A"))
            let second = try await store.receive(.firing("A", startsAt: TestTime.start + .seconds(600)))
            #expect(second.incidents == first.incidents)
            #expect(try await store.count("episodes", where: "firing") == 1)
            let late = try await store.receive(.firing("A", startsAt: TestTime.start - .seconds(600)))
            #expect(late.incidents == first.incidents)
            #expect(late.new == 1)
            #expect(try await store.count("episodes", where: "firing") == 1)
            #expect(try await store.count("incidents", where: "settle_at IS NULL") == 1)
            #expect(try await store.count("alerts") == 1)
        }
    }

    @Test("An end that was told replaces one that was concluded, and of two the later one holds")
    func toldEnds() async throws {
        try await TestStore.with { store in
            func ends() async throws -> [Duration?] {
                try await store.pool.query("SELECT ends_at FROM episodes ORDER BY starts_at").decode(as: Timestamp?.self).map { end in
                    end.map { $0 - TestTime.start }
                }
            }
            try await store.receive(.firing("A"))
            try await store.receive(.firing("A", startsAt: TestTime.start + .seconds(600)))
            #expect(try await ends() == [.seconds(600), nil])
            try await store.receive(.firing("A", startsAt: TestTime.start + .seconds(300)))
            #expect(try await ends() == [.seconds(300), .seconds(600), nil])
            try await store.receive(.resolved("A", endsAt: TestTime.start + .seconds(200)))
            try await store.receive(.resolved("A", endsAt: TestTime.start + .seconds(100)))
            #expect(try await ends() == [.seconds(200), .seconds(600), nil])
        }
    }

    @Test("An incident's severity is the highest of its firing alerts")
    func severity() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing("A", severity: "warning"), .firing("B", severity: "page")).incidents[0]
            #expect(try await store.detail(id).incident.severity == "page")
            try await store.receive(.resolved("B", severity: "page"))
            #expect(try await store.detail(id).incident.severity == "warning")
            // Once none fires, it is the highest that there was.
            try await store.receive(.resolved("A", severity: "warning"))
            #expect(try await store.detail(id).incident.severity == "page")
            try await store.receive(.firing("C", severity: "odd"))
            #expect(try await store.detail(id).incident.severity == "odd")
        }
    }

    @Test("An incident resolves after the hold time, is reopened within the reopen window and left alone after it")
    func lifecycle() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.receive(.resolved())
            store.time.advance(by: .seconds(299))
            #expect(try await store.store.housekeeping.sweep().isEmpty)
            store.time.advance(by: .seconds(1))
            #expect(try await store.store.housekeeping.sweep().resolvedIncidents == [id])
            #expect(try await store.store.housekeeping.sweep().isEmpty)
            #expect(try await store.detail(id).incident.state == .resolved)
            #expect(try await store.count("jobs", where: "kind = 'summarize'") == 1)

            store.time.advance(by: .seconds(1800))
            let again = try await store.receive(.firing(startsAt: store.time.now, at: store.time.now))
            #expect(again.incidents == [id])
            let reopened = try await store.detail(id)
            #expect(reopened.incident.state == .open)
            #expect(reopened.incident.resolvedAt == nil)
            #expect(reopened.timeline.map(\.kind) == [.opened, .alertResolved, .resolved, .reopened])
            #expect(try await store.count("jobs", where: "kind = 'analyze'") == 1)

            try await store.receive(.resolved(startsAt: store.time.now, at: store.time.now))
            store.time.advance(by: .seconds(300))
            #expect(try await store.store.housekeeping.sweep().resolvedIncidents == [id])
            store.time.advance(by: .seconds(1801))
            let later = try await store.receive(.firing(startsAt: store.time.now, at: store.time.now))
            #expect(later.incidents.count == 1)
            #expect(later.incidents != [id])
        }
    }

    @Test("An alert that fires during the hold time keeps its incident open")
    func holdTime() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing("A")).incidents[0]
            try await store.receive(.resolved("A"))
            store.time.advance(by: .seconds(200))
            #expect(try await store.receive(.firing("B")).incidents == [id])
            store.time.advance(by: .seconds(200))
            #expect(try await store.store.housekeeping.sweep().isEmpty)
        }
    }

    @Test("An incident that is open but long silent doesn't swallow a new alert")
    func joinWindow() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing("A")).incidents[0]
            store.time.advance(by: .seconds(12 * 3600 + 1))
            let later = try await store.receive(.firing("B", startsAt: store.time.now, at: store.time.now))
            #expect(later.incidents != [id])
            #expect(try await store.receive(.firing("C", startsAt: store.time.now)).incidents == later.incidents)
        }
    }

    @Test("Each webhook of a shared transaction gets an answer of its own")
    func receipts() async throws {
        try await TestStore.with { store in
            let receipts = try await store.writer.write([
                [.firing("A"), .firing("B", on: "payments")], [.firing("A")], [.resolved("Z", on: "unseen")],
            ])
            #expect(receipts.map(\.alerts) == [2, 1, 1])
            #expect(receipts.map(\.incidents.count) == [2, 1, 0])
            #expect(receipts[0].incidents.contains(receipts[1].incidents[0]))
        }
    }

    @Test("The same fingerprint in another cluster is another alert")
    func clusters() async throws {
        try await TestStore.with { store in
            let one = Alert(status: .firing, labels: ["alertname": "A"], startsAt: TestTime.start, fingerprint: "f00")
            func incoming(_ cluster: String) throws -> IncomingAlert {
                try IncomingAlert(one, path: "alerts[0]", defaultCluster: cluster, receivedAt: TestTime.start)
            }
            let receipt = try await store.receive(incoming("east"), incoming("west"))
            #expect(receipt.incidents.count == 2)
            #expect(try await store.reader.alert(fingerprint: "f00", cluster: "west")?.episodes.map(\.cluster) == ["west"])
            #expect(try await store.reader.alert(fingerprint: "f00", cluster: "north") == nil)
        }
    }
}
