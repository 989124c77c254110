import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Synchronization
import TestSupport
import Testing

/// Merging, splitting and moving, as they are stored.
@Suite("Merging, splitting and moving") struct RelocationTests {
    private static let ada = Responder(name: "ada")
    private static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db")

    @Test("A merge carries everything over, says who wanted it, and takes further alerts of both")
    func merges() async throws {
        try await TestStore.with { store in
            let one = try await store.receive(.firing(on: "orders")).incidents[0]
            let other = try await store.receive(.firing(on: "cart", severity: "critical")).incidents[0]
            try await store.store.incidents.merge(one, into: other, by: Self.ada, if: .none)
            #expect(try await store.detail(one).incident.mergedInto == other)
            let detail = try await store.detail(other)
            #expect(detail.alerts.count == 2)
            #expect(detail.timeline.last?.text == "“KubePodNotReady: shop/orders” merged into this by ada.")
            #expect(try await store.receive(.firing("Later", on: "orders")).incidents == [other])
            await #expect(throws: IncidentDeskError.self) { try await store.change(one, IncidentChange(comment: "x")) }
        }
    }

    @Test("What is split off takes its alerts, analyses, feedback and key along, and the rest keeps the others")
    func splits() async throws {
        try await TestStore.with { store in
            let (both, alerts) = try await Self.mergedByCause(store)
            try await store.store.incidents.rate(
                both, AnalysisRating(alertName: "Alert-orders", subject: "shop/orders", vote: .down), by: Self.ada, if: .none)
            let new = try await store.store.incidents.split(both, alerts: [alerts["orders"] ?? ""], title: "Mine", by: Self.ada, if: .none)
            let split = try await store.detail(new)
            #expect(split.incident.title == "Mine" && split.incident.state == .open)
            #expect(split.alerts.map(\.workload) == ["orders"])
            #expect(split.analyses.map(\.alertName) == ["Alert-orders"])
            #expect(split.analyses.first?.feedback.map(\.vote) == [.down])
            #expect(split.incident.cause?.category == .oomKilled)
            #expect(split.timeline.map(\.kind) == [.splitOff])
            let rest = try await store.detail(both)
            #expect(rest.alerts.map(\.workload) == ["orders-db"])
            #expect(rest.timeline.last?.related == new)
            // Another pod of the workload: its key has gone along.
            #expect(try await store.receive(.firing("Other", on: "orders")).incidents == [new])
            #expect(try await store.receive(.firing("Other", on: "orders-db")).incidents == [both])
        }
    }

    @Test("An analysis that is being stored while its incident is merged goes along")
    func storedMeanwhile() async throws {
        try await TestStore.with { store in
            let one = try await store.receive(.firing("A", on: "orders")).incidents[0]
            let other = try await store.receive(.firing("B", on: "cart")).incidents[0]
            let isFinishing = Locked(false)
            let answer = try PostgresJSON(encoding: AnalyzeResponse.naming(.oomKilled, nil)).text.replacing("\\u0000", with: "")
            // The worker's transaction, which ends when the merge is seen to wait for it.
            async let stored: Void = store.pool.withTransaction { connection in
                try await connection.execute("UPDATE jobs SET state = 'done', finished_at = \(store.time.now) WHERE incident_id = \(one)")
                try await connection.execute(
                    """
                    INSERT INTO analyses (incident_id, alert_name, subject, cluster, stored_at, weight, correlated, response)
                    VALUES (\(one), 'A', 'shop/orders', 'lab', \(store.time.now), 0, true, \(answer)::json)
                    """)
                isFinishing.withLock { $0 = true }
                try await eventually("the merge waits for the worker") {
                    try await store.count("pg_stat_activity", where: "datname = current_database() AND wait_event_type = 'Lock'") > 0
                }
            }
            try await eventually("the worker has stored its analysis") { isFinishing.value }
            try await store.store.incidents.merge(one, into: other, by: Self.ada, if: .none)
            try await stored
            #expect(try await store.count("jobs", where: "incident_id = '\(other)' AND state = 'done'") == 1)
            #expect(try await store.count("analyses", where: "incident_id = '\(other)'") == 1)
            #expect(try await store.detail(other).incident.cause?.category == .oomKilled)
        }
    }

    @Test("A split takes a configured rule's key along as well")
    func configuredKeys() async throws {
        var policy = IncidentPolicy()
        policy.correlation = CorrelationRules([CorrelationRule(by: [.label("zone")])])
        try await TestStore.with(policy: policy) { store in
            let first = try IncomingAlert.firing("A", on: "orders", labels: ["zone": "a"])
            let a = try await store.receive(first).incidents[0]
            let b = try await store.receive(.firing("B", on: "cart", labels: ["zone": "b"])).incidents[0]
            try await store.store.incidents.merge(a, into: b, by: Self.ada, if: .none)
            let new = try await store.store.incidents.split(b, alerts: [first.fingerprint], title: nil, by: Self.ada, if: .none)
            #expect(try await store.receive(.firing("C", on: "search", labels: ["zone": "a"])).incidents == [new])
            #expect(try await store.receive(.firing("D", on: "search", labels: ["zone": "b"])).incidents == [b])
        }
    }

    @Test("What a person has split apart is not merged for its cause again, whichever analysis names it")
    func staysSplit() async throws {
        try await TestStore.with { store in
            let (both, alerts) = try await Self.mergedByCause(store)
            let new = try await store.store.incidents.split(both, alerts: [alerts["orders"] ?? ""], title: nil, by: Self.ada, if: .none)
            for workload in ["orders", "orders-db"] {
                try await store.receive(.firing("Again-\(workload)", on: workload))
                try await store.answer("Again-\(workload)", with: .naming(.oomKilled, Self.database))
            }
            #expect(try await store.detail(new).incident.state == .open)
            #expect(try await store.detail(both).incident.state == .open)
            // A third one with this cause goes to one of the two, and leaves them apart.
            try await store.receive(.firing("Alert-cart", on: "cart"))
            try await store.answer("Alert-cart", with: .naming(.oomKilled, Self.database))
            #expect(try await store.count("incidents", where: "state = 'open'") == 2)
            // Whoever merges them by hand means it.
            try await store.store.incidents.merge(new, into: both, by: Self.ada, if: .none)
            #expect(try await store.count("incident_separations") == 0)
        }
    }

    @Test("One of several alerts of a workload can be split off; its next episode stays with it")
    func partly() async throws {
        try await TestStore.with { store in
            let first = try IncomingAlert.firing("A")
            let second = try IncomingAlert.firing("A", severity: "critical", labels: ["pod": "orders-2"])
            let id = try await store.receive(first, second).incidents[0]
            let new = try await store.store.incidents.split(id, alerts: [second.fingerprint], title: nil, by: Self.ada, if: .none)
            #expect(try await store.detail(id).incident.severity == "warning")
            #expect(try await store.detail(new).incident.severity == "critical")
            // Its analysis is the first one's as well: it gets one of its own.
            #expect(try await store.detail(new).jobs.map(\.alertName) == ["A"])
            let again = try IncomingAlert.firing(
                "A", severity: "critical", labels: ["pod": "orders-2"], startsAt: TestTime.start + .seconds(600))
            #expect(try await store.receive(again).incidents == [new])
            #expect(try await store.receive(.firing("B")).incidents == [id])
        }
    }

    @Test("A moved alert goes where it was put, and so does its next episode")
    func moves() async throws {
        try await TestStore.with { store in
            let stray = try IncomingAlert.firing("Stray", on: "orders")
            let one = try await store.receive(stray, .firing(on: "orders")).incidents[0]
            let other = try await store.receive(.firing(on: "cart")).incidents[0]
            try await store.store.incidents.move(one, alerts: [stray.fingerprint], to: other, by: Self.ada, if: .none)
            #expect(try await store.detail(other).alerts.count == 2)
            #expect(try await store.detail(other).jobs.count == 2)
            #expect(try await store.detail(one).alerts.count == 1)
            #expect(try await store.detail(one).timeline.last?.text == "Stray: shop/orders moved to another incident by ada.")
            #expect(try await store.receive(.firing("Stray", on: "orders", startsAt: TestTime.start + .seconds(600))).incidents == [other])
        }
    }

    @Test("The whole of an incident, strangers, and what is resolved are refused, and nothing is changed")
    func refusals() async throws {
        try await TestStore.with { store in
            let alert = try IncomingAlert.firing()
            let id = try await store.receive(alert).incidents[0]
            let other = try await store.receive(.firing(on: "cart")).incidents[0]
            let desk = store.store.incidents
            await #expect(throws: IncidentDeskError.self) {
                _ = try await desk.split(id, alerts: [alert.fingerprint], title: nil, by: Self.ada, if: .none)
            }
            await #expect(throws: IncidentDeskError.self) { try await desk.move(id, alerts: ["unknown"], to: other, by: Self.ada, if: .none) }
            await #expect(throws: IncidentDeskError.self) { try await desk.merge(id, into: id, by: Self.ada, if: .none) }
            try await store.change(other, IncidentChange(state: .resolved))
            await #expect(throws: IncidentDeskError.self) { try await desk.merge(id, into: other, by: Self.ada, if: .none) }
            #expect(try await store.detail(id).timeline.allSatisfy { $0.actor == nil })
            #expect(try await store.count("incidents") == 2)
        }
    }

    @Test("Merges, splits, moves, analyses and intake at the same time lose and double nothing", arguments: 1...4)
    func races(round: Int) async throws {
        try await TestStore.replicas(3) { stores in
            let workloads = (0..<7).map { "workload-\($0)" }
            var incidents: [IncidentID] = []
            for workload in workloads { incidents += try await stores[0].receive(.firing("First", on: workload)).incidents }
            let ids = incidents
            let first = try workloads.map { try IncomingAlert.firing("First", on: $0).fingerprint }
            let jobs = try await stores[0].jobs.claim(limit: 10, worker: "w", lease: .seconds(60))
            #expect(jobs.count == 7)
            // So that something can be taken out of the first one, whoever comes first; the last one only takes.
            for id in ids[1...2] { try await stores[0].store.incidents.merge(id, into: ids[0], by: Self.ada, if: .none) }
            let outcomes = Outcomes()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, id) in ids[3...5].enumerated() {
                    let desk = stores[index % 3].store.incidents
                    group.addTask {
                        try await outcomes.note("merge") { () async throws(IncidentDeskError) in
                            try await desk.merge(id, into: ids[0], by: Self.ada, if: .none)
                        }
                    }
                }
                for index in [1, 3, 4] {
                    let desk = stores[(index + 1) % 3].store.incidents
                    group.addTask {
                        try await outcomes.note("split") { () async throws(IncidentDeskError) in
                            _ = try await desk.split(ids[0], alerts: [first[index]], title: nil, by: Self.ada, if: .none)
                        }
                    }
                }
                for index in [2, 5] {
                    let desk = stores[(index + 2) % 3].store.incidents
                    group.addTask {
                        try await outcomes.note("move") { () async throws(IncidentDeskError) in
                            try await desk.move(ids[0], alerts: [first[index]], to: ids[6], by: Self.ada, if: .none)
                        }
                    }
                }
                for (index, job) in jobs.enumerated() {
                    group.addTask {
                        let object = ObjectReference(kind: "ConfigMap", namespace: "shop", name: "settings-\(index)")
                        let outcome = try await stores[index % 3].jobs.complete(job.lease, with: .naming(.missingConfigmap, object))
                        #expect(outcome == .done)
                    }
                }
                for (index, workload) in workloads.enumerated() {
                    group.addTask { _ = try await stores[index % 3].receive(.firing("Second-\(round)", on: workload)) }
                    group.addTask { _ = try await stores[index % 3].store.housekeeping.sweep() }
                }
                try await group.waitForAll()
            }
            #expect(outcomes.successes["merge"] == 3 && outcomes.successes["split", default: 0] >= 1 && outcomes.successes["move", default: 0] >= 1)
            let store = stores[0]
            #expect(try await store.count("episodes") == 14)
            #expect(try await store.value("SELECT count(DISTINCT (fingerprint, starts_at)) FROM episodes", as: Int.self) == 14)
            #expect(try await store.count("episodes", where: "incident_id NOT IN (SELECT id FROM incidents WHERE state <> 'merged')") == 0)
            #expect(try await store.count("incidents", where: "merged_into IN (SELECT id FROM incidents WHERE state = 'merged')") == 0)
            #expect(
                try await store.count("jobs", where: "state = 'queued' AND incident_id IN (SELECT id FROM incidents WHERE state = 'merged')") == 0)
            #expect(try await store.count("analyses") == 7)
            // Each is where its alert is.
            #expect(
                try await store.count(
                    "analyses AS a",
                    where: "NOT EXISTS (SELECT FROM episodes AS e WHERE e.incident_id = a.incident_id AND e.fingerprint = a.fingerprint)") == 0)
        }
    }

    /// What became of what people did at the same time. Refused they may be; nothing else may go wrong.
    private final class Outcomes: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        var successes: [String: Int] { counts.withLock { $0 } }

        func note(_ kind: String, _ action: () async throws(IncidentDeskError) -> Void) async throws {
            do throws(IncidentDeskError) {
                try await action()
                counts.withLock { $0[kind, default: 0] += 1 }
            } catch {
                switch error {
                case .conflict, .invalid: break
                default: throw error
                }
            }
        }
    }

    /// Two incidents that an analysis has made one: the one of orders-db.
    private static func mergedByCause(_ store: TestStore) async throws -> (IncidentID, [String: String]) {
        var fingerprints: [String: String] = [:]
        var last: IncidentID?
        for workload in ["orders", "orders-db"] {
            let alert = try IncomingAlert.firing("Alert-\(workload)", on: workload)
            fingerprints[workload] = alert.fingerprint
            last = try await store.receive(alert).incidents.first
            try await store.answer("Alert-\(workload)", with: .naming(.oomKilled, database))
        }
        let both = try #require(last)
        #expect(try await store.detail(both).alerts.count == 2)
        return (both, fingerprints)
    }
}
