import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Event log")
struct EventLogTests {
    private func all(_ store: TestStore, after position: EventPosition = .beginning, limit: Int = 3) async throws -> [IncidentEvent] {
        var events: [IncidentEvent] = []
        var at = position
        while true {
            let batch = try await store.store.events.events(after: at, limit: limit, in: .all)
            events += batch.events
            at = batch.last
            if !batch.hasMore { return events }
        }
    }

    @Test("Every entry of every timeline is told once, in one order, from any place on")
    func order() async throws {
        try await TestStore.with { store in
            for number in 0..<5 { try await store.receive(.firing("A\(number)", on: "w\(number % 2)")) }
            let events = try await all(store)
            #expect(events.count == 5)
            #expect(events.map(\.position) == events.map(\.position).sorted())
            #expect(try await all(store, after: events[1].position).map(\.position) == events[2...].map(\.position))
            #expect(try await store.store.events.end() == events.last?.position)
            #expect(try await store.store.events.holds(events[0].position))
            #expect(try await !store.store.events.holds(EventPosition(transaction: 1, number: 1)))
        }
    }

    @Test("What commits later than its number says is waited for, and so is what comes behind it")
    func late() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("First", on: "a"))
            let known = try await store.store.events.end()
            try await store.pool.withConnection { slow in
                // A transaction that has written and not committed.
                try await slow.execute("BEGIN")
                try await slow.execute(
                    """
                    INSERT INTO timeline (cluster, incident_id, at, kind, about)
                    SELECT cluster, id, \(store.time.now), 'alert_joined', 'slow' FROM incidents LIMIT 1
                    """)
                try await store.receive(.firing("Second", on: "b"))
                let meanwhile = try await store.store.events.events(after: known, limit: 10, in: .all)
                #expect(meanwhile.events.isEmpty)
                #expect(meanwhile.isWaiting)
                try await slow.execute("COMMIT")
            }
            let events = try await all(store, after: known)
            #expect(events.map(\.entry.kind) == [.alertJoined, .opened])
            #expect(events.first?.entry.text == "slow joined.")
            #expect(try await !store.store.events.events(after: known, limit: 10, in: .all).isWaiting)
        }
    }

    @Test("Entries that a merge moves to another incident are told neither twice nor not at all")
    func merge() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("A", on: "orders"))
            try await store.receive(.firing("B", on: "payments"))
            let before = try await all(store)
            let halfway = before[0].position
            let cause = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "db")
            try await store.answer("A", with: .naming(.oomKilled, cause))
            try await store.answer("B", with: .naming(.oomKilled, cause))
            let merged = try await store.count("incidents", where: "state = 'merged'")
            #expect(merged == 1)
            let after = try await all(store)
            #expect(after.prefix(2).map(\.position) == before.map(\.position))
            #expect(Set(after.map(\.position)).count == after.count)
            #expect(after.count == (try await store.count("timeline")))
            #expect(try await all(store, after: halfway).count == after.count - 1)
            #expect(after.map(\.entry.kind).contains(.absorbed) && after.map(\.entry.kind).contains(.merged))
        }
    }

    @Test("Whoever is bound to a cluster is told of that one only, and comes as far")
    func scope() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("A", cluster: "mine"))
            try await store.receive(.firing("B", cluster: "theirs"))
            let batch = try await store.store.events.events(after: .beginning, limit: 10, in: .only("mine"))
            #expect(batch.events.map(\.cluster) == ["mine"])
            #expect(batch.last == (try await store.store.events.end()))
        }
    }
}
