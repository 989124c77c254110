import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import TestSupport
import Testing

@Suite("Intake's rules as time passes")
struct IntakeRulesTests {
    /// An alert as Prometheus sends it: with an end ahead, and by whatever start its sender has.
    private func pushed(
        _ status: AlertStatus = .firing, startsAt: Timestamp, endsAt: Timestamp? = nil, expiresAt: Timestamp? = nil, at received: Timestamp
    ) throws -> IncomingAlert {
        let alert = Alert(
            status: status, labels: ["alertname": "A", "namespace": "shop", "deployment": "orders"], startsAt: startsAt, endsAt: endsAt)
        return try IncomingAlert(
            alert, path: "[0]", defaultCluster: "lab", receivedAt: received, expiresAt: expiresAt, joinsOpenEpisode: true)
    }

    private func ends(_ store: TestStore) async throws -> [Duration?] {
        try await store.pool.query("SELECT ends_at FROM episodes ORDER BY starts_at").decode(as: Timestamp?.self).map { end in
            end.map { $0 - TestTime.start }
        }
    }

    @Test("An alert whose sender falls silent ends at its expiry, and a later notice lets it go on")
    func expires() async throws {
        try await TestStore.with { store in
            let start = TestTime.start
            let id = try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(240), at: start)).incidents[0]
            store.time.advance(by: .seconds(60))
            try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(300), at: store.time.now))
            store.time.advance(by: .seconds(239))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await ends(store) == [nil])
            store.time.advance(by: .seconds(1))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await ends(store) == [.seconds(300)])
            #expect(try await store.detail(id).timeline.map(\.kind) == [.opened, .alertExpired])
            #expect(try await store.count("incidents", where: "settle_at IS NOT NULL") == 1)

            // What was sent before the expiry and comes late is no sign of life.
            try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(280), at: store.time.now))
            #expect(try await ends(store) == [.seconds(300)])
            let back = try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(900), at: store.time.now))
            #expect(back.incidents == [id])
            #expect(try await ends(store) == [nil])
            #expect(try await store.count("incidents", where: "settle_at IS NULL") == 1)
            #expect(try await store.count("jobs") == 1)
        }
    }

    @Test("An expired alert that goes on reopens the incident that resolved meanwhile")
    func expiresTooEarly() async throws {
        try await TestStore.with { store in
            let start = TestTime.start
            let id = try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(240), at: start)).incidents[0]
            store.time.advance(by: .seconds(240))
            _ = try await store.store.housekeeping.sweep()
            store.time.advance(by: .seconds(300))
            #expect(try await store.store.housekeeping.sweep().resolvedIncidents == [id])
            let back = try await store.receive(pushed(startsAt: start, expiresAt: start + .seconds(900), at: store.time.now))
            #expect(back.incidents == [id])
            #expect(try await store.detail(id).incident.state == .open)
            #expect(try await store.count("episodes") == 1)
        }
    }

    @Test("A notice that can't be held to its start goes to the alert's open episode")
    func joinsOpenEpisode() async throws {
        try await TestStore.with { store in
            let start = TestTime.start
            try await store.receive(pushed(startsAt: start, at: start))
            try await store.receive(
                pushed(startsAt: start + .seconds(30), at: start), pushed(startsAt: start + .seconds(60), at: start),
                pushed(startsAt: start - .seconds(30), at: start))
            #expect(try await store.count("episodes", where: "firing AND notices = 4") == 1)
            let end = try await store.receive(pushed(.resolved, startsAt: start + .seconds(90), endsAt: start + .seconds(90), at: start))
            #expect(end.resolved == 1)
            #expect(try await ends(store) == [.seconds(90)])
            let again = try await store.receive(pushed(.resolved, startsAt: start + .seconds(80), endsAt: start + .seconds(80), at: start))
            #expect(again.repeated == 1)
            #expect(try await store.receive(pushed(startsAt: start + .seconds(120), at: start)).new == 1)
            #expect(try await store.count("episodes") == 2)
        }
    }

    @Test("A flapping alert is told once and keeps its incident open until it is stable; then what still fires is analysed")
    func flapping() async throws {
        try await TestStore.with { store in
            var id: IncidentID?
            for cycle in 0..<5 {
                let start = store.time.now
                id = try await store.receive(.firing(startsAt: start, at: start)).incidents[0]
                store.time.advance(by: .seconds(60))
                if cycle < 4 { try await store.receive(.resolved(startsAt: start, endsAt: store.time.now, at: store.time.now)) }
                store.time.advance(by: .seconds(240))
                _ = try await store.store.housekeeping.sweep()
            }
            let incident = try #require(id)
            #expect(try await store.count("incidents") == 1)
            let told = try await store.detail(incident).timeline.map(\.kind).filter { $0 != .analysisOverdue }
            #expect(told == [.opened, .alertResolved, .alertJoined, .alertResolved, .flapping])
            let until = try #require(try await store.detail(incident).incident.flappingUntil)
            #expect(until > store.time.now && until <= store.time.now + .seconds(1800))
            // Its analysis was given up on long ago.
            try await store.pool.execute(
                "UPDATE jobs SET state = 'done', finished_at = \(TestTime.start - .seconds(86_400)) WHERE kind = 'analyze'")
            store.time.advance(by: .seconds(1500))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await store.detail(incident).timeline.last?.kind == .stable)
            #expect(try await store.detail(incident).incident.flappingUntil == nil)
            #expect(try await store.count("incidents", where: "flapping_until IS NULL AND state = 'open'") == 1)
            #expect(try await store.count("jobs", where: "kind = 'analyze' AND state = 'queued'") == 1)
        }
    }

    @Test("An analysis answers for its alert until its time is over; then the next episode asks again, once")
    func analysisLifetime() async throws {
        var policy = IncidentPolicy()
        policy.analysisLifetime = .seconds(600)
        try await TestStore.with(policy: policy) { store in
            try await store.receive(.firing("A"))
            try await store.pool.execute("UPDATE jobs SET state = 'done', attempts = 1, finished_at = \(store.time.now)")
            store.time.advance(by: .seconds(599))
            try await store.receive(.firing("A", startsAt: store.time.now, at: store.time.now))
            #expect(try await store.count("jobs", where: "state = 'done'") == 1)
            store.time.advance(by: .seconds(1))
            try await store.receive(.firing("A", startsAt: store.time.now, at: store.time.now))
            try await store.receive(.firing("A", labels: ["pod": "orders-2"], startsAt: store.time.now, at: store.time.now))
            let asked = try await store.value(
                "SELECT count(*) FROM jobs WHERE state = 'queued' AND attempts = 0 AND starts_at = \(store.time.now)", as: Int.self)
            #expect(asked == 1)
            #expect(try await store.count("jobs") == 1)
        }
    }

    @Test("Configured rules gather alerts, and a rule's own window is its own")
    func configuredRules() async throws {
        var policy = IncidentPolicy()
        policy.correlation = CorrelationRules([CorrelationRule(by: [.label("team")], joinWindow: .seconds(60))])
        try await TestStore.with(policy: policy) { store in
            let one = try await store.receive(
                .firing("A", on: "orders", labels: ["team": "blue"]), .firing("B", on: "web", labels: ["team": "blue"]), .firing("C", on: "orders"))
            #expect(one.incidents.count == 2)
            store.time.advance(by: .seconds(61))
            let later = try await store.receive(.firing("D", labels: ["team": "blue"], startsAt: store.time.now, at: store.time.now))
            #expect(Set(later.incidents).isDisjoint(with: one.incidents))
        }
    }

    @Test("Where a person has put an alert, its next episode goes")
    func chosenIncident() async throws {
        try await TestStore.with { store in
            let one = try await store.receive(.firing("A")).incidents[0]
            let two = try await store.receive(.firing("B", on: "web")).incidents[0]
            try await store.pool.execute("UPDATE alerts SET placed_in = \(two) WHERE name = 'A'")
            let next = try await store.receive(.firing("A", startsAt: TestTime.start + .seconds(600)))
            #expect(next.incidents == [two])
            #expect(try await store.count("incidents", where: "settle_at IS NOT NULL") == 1)
            #expect(try await store.detail(one).incident.state == .open)
        }
    }
}
