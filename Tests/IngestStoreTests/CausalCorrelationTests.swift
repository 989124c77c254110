import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Causal correlation")
struct CausalCorrelationTests {
    private static let database = ObjectReference(kind: "Pod", namespace: "shop", name: "orders-db-0", container: "db")

    /// Opens an incident for each workload and answers its job as told.
    private func analyse(_ store: TestStore, _ answers: KeyValuePairs<String, AnalyzeResponse>) async throws -> [String: IncidentID] {
        var incidents: [String: IncidentID] = [:]
        for (workload, _) in answers {
            incidents[workload] = try await store.receive(.firing("Alert-\(workload)", on: workload)).incidents.first
        }
        for (workload, answer) in answers {
            try await store.answer("Alert-\(workload)", with: answer)
        }
        return incidents
    }

    @Test("Incidents whose analyses blame one object become the incident of that object", arguments: [0, 1, 2])
    func mergesIntoObjectAtFault(rotation: Int) async throws {
        try await TestStore.with { store in
            let oom = AnalyzeResponse.naming(.oomKilled, Self.database)
            let orders: [KeyValuePairs<String, AnalyzeResponse>] = [
                ["frontend": oom, "orders": oom, "orders-db": oom], ["orders-db": oom, "frontend": oom, "orders": oom],
                ["orders": oom, "orders-db": oom, "frontend": oom],
            ]
            let incidents = try await analyse(store, orders[rotation])
            let survivor = try #require(incidents["orders-db"])
            let list = try await store.reader.incidents(in: [.open], Page())
            #expect(list.items.map(\.id) == [survivor])
            let detail = try await store.detail(survivor)
            #expect(Set(detail.alerts.map(\.workload)) == ["frontend", "orders", "orders-db"])
            #expect(detail.analyses.count == 3)
            #expect(detail.jobs.count == 3)
            #expect(detail.timeline.filter { $0.kind == .absorbed }.count == 2)
            #expect(detail.timeline.filter { $0.kind == .opened }.count == 3)
            let merged = try await store.detail(try #require(incidents["frontend"]))
            #expect(merged.incident.state == .merged)
            #expect(merged.incident.mergedInto == survivor)
            #expect(merged.timeline.map(\.kind) == [.merged])
        }
    }

    @Test("A later alert of a merged incident's workload joins the one that carries on")
    func laterAlertsFollow() async throws {
        try await TestStore.with { store in
            let oom = AnalyzeResponse.naming(.oomKilled, Self.database)
            let incidents = try await analyse(store, ["frontend": oom, "orders-db": oom])
            let later = try await store.receive(.firing("Later", on: "frontend"))
            #expect(later.incidents == [incidents["orders-db"]])
            let again = try await store.receive(.firing("Alert-frontend", on: "frontend"))
            #expect(again.incidents == [incidents["orders-db"]])
        }
    }

    @Test("Two incidents that blame one object without an incident become the older one")
    func mergesIntoOldest() async throws {
        try await TestStore.with { store in
            let missing = AnalyzeResponse.naming(.missingConfigmap, ObjectReference(kind: "ConfigMap", namespace: "shop", name: "settings"))
            let incidents = try await analyse(store, ["a": missing, "b": missing])
            #expect(try await store.reader.incidents(in: [.open], Page()).items.map(\.id) == [incidents["a"]])
        }
    }

    @Test("An incident that is named before it is analysed itself absorbs those that name it")
    func namedBeforeAnalysed() async throws {
        try await TestStore.with { store in
            let named = try await store.receive(.firing("Quiet", on: "orders-db")).incidents[0]
            try await store.receive(.firing("Loud", on: "orders"))
            try await store.answer("Loud", with: .naming(.oomKilled, Self.database))
            let detail = try await store.detail(named)
            #expect(detail.alerts.count == 2)
            #expect(detail.incident.cause?.category == .oomKilled)
            #expect(detail.jobs.filter { $0.state == .queued }.count == 1)
        }
    }

    @Test("An incident that was found inconclusive speaks by the cause that an absorbed one has")
    func inconclusiveFirst() async throws {
        try await TestStore.with { store in
            let incidents = try await analyse(
                store, ["orders-db": .naming(.inconclusive, Self.database), "orders": .naming(.oomKilled, Self.database, confidence: 0.97)])
            let detail = try await store.detail(try #require(incidents["orders-db"]))
            #expect(detail.alerts.count == 2)
            #expect(detail.incident.cause?.category == .oomKilled)
            #expect(detail.incident.title == detail.analyses.first?.response.rootCauses.first?.title)
            #expect(detail.incident.summary == detail.analyses.first?.response.analysisSummary)
        }
    }

    @Test("An incident keeps its own surer cause, and its title, when another is merged into it")
    func surerFirst() async throws {
        try await TestStore.with { store in
            let incidents = try await analyse(
                store, ["orders-db": .naming(.oomKilled, Self.database), "orders": .naming(.applicationCrash, Self.database, confidence: 0.6)])
            let detail = try await store.detail(try #require(incidents["orders-db"]))
            #expect(detail.alerts.count == 2)
            #expect(detail.incident.cause?.category == .oomKilled)
        }
    }

    @Test("A newer analysis that takes the place of the leading one leads only as far as it weighs", arguments: [true, false])
    func replaced(others: Bool) async throws {
        try await TestStore.with { store in
            func own(_ category: CauseCategory, _ confidence: Double) -> AnalyzeResponse {
                .naming(category, ObjectReference(kind: "Deployment", namespace: "shop", name: "cart"), confidence: confidence)
            }
            let id = try await store.receive(.firing("First", on: "cart")).incidents[0]
            try await store.answer("First", with: own(.quotaCPUExceeded, 0.95))
            if others {
                try await store.receive(.firing("Second", on: "cart"))
                try await store.answer("Second", with: own(.oomKilled, 0.8))
            }
            store.time.advance(by: .seconds(7 * 3_600))
            try await store.receive(.firing("First", on: "cart", startsAt: store.time.now, at: store.time.now))
            try await store.answer("First", with: own(.inconclusive, 0.9))
            let incident = try await store.detail(id).incident
            #expect(incident.cause?.category == (others ? .oomKilled : .inconclusive))
            #expect(incident.title == (others ? "Deployment shop/cart oom_killed" : "First: shop/cart"))
        }
    }

    @Test("What an object was blamed for in incidents that are over isn't looked at")
    func history() async throws {
        try await TestStore.with { store in
            let oom = AnalyzeResponse.naming(.oomKilled, Self.database)
            for round in 0..<3 {
                try await store.receive(.firing("Old-\(round)", on: "old-\(round)"))
                try await store.answer("Old-\(round)", with: oom)
                try await store.pool.execute(
                    "UPDATE incidents SET state = 'resolved', is_current = false, resolved_at = updated_at, settle_at = NULL")
            }
            let incidents = try await analyse(store, ["orders-db": oom, "orders": oom])
            #expect(try await store.reader.incidents(in: [.open], Page()).items.map(\.id) == [incidents["orders-db"]])
            #expect(try await store.count("incidents", where: "state = 'merged'") == 1)
        }
    }

    @Test("Unrelated failures in one namespace stay apart, and so do verdicts and guesses")
    func staysApart() async throws {
        try await TestStore.with { store in
            func own(_ category: CauseCategory, _ name: String) -> AnalyzeResponse {
                .naming(category, ObjectReference(kind: "Deployment", namespace: "shop", name: name))
            }
            _ = try await analyse(
                store,
                [
                    "a": own(.oomKilled, "a"), "b": own(.applicationCrash, "b"), "c": own(.imageNotFound, "c"),
                    "d": own(.insufficientCPU, "d"), "e": own(.readinessProbeFailing, "e"), "f": .naming(.healthy, Self.database),
                    "g": .naming(.oomKilled, Self.database, confidence: 0.3), "h": .naming(.inconclusive, Self.database),
                ])
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 8)
        }
    }

    @Test("What is resolved is no longer merged")
    func leavesResolvedAlone() async throws {
        try await TestStore.with { store in
            let oom = AnalyzeResponse.naming(.oomKilled, Self.database)
            _ = try await analyse(store, ["orders-db": oom])
            try await store.receive(.resolved("Alert-orders-db", on: "orders-db"))
            store.time.advance(by: .seconds(300))
            _ = try await store.store.housekeeping.sweep()
            _ = try await analyse(store, ["orders": oom])
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 1)
            #expect(try await store.reader.incidents(in: [.resolved], Page()).items.count == 1)
        }
    }

    @Test("What a worker left uncorrelated when it vanished, the sweep correlates")
    func sweeps() async throws {
        try await TestStore.with { store in
            func own(_ name: String) -> AnalyzeResponse { .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: name)) }
            _ = try await analyse(store, ["a": own("a"), "b": own("b")])
            // As if the two had blamed one object, and nobody had looked yet.
            try await store.pool.execute("UPDATE analyses SET correlated = false, cause_object = 'workload:shop/c'")
            _ = try await store.store.housekeeping.sweep()
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 2)
            store.time.advance(by: .seconds(10))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 1)
            #expect(try await store.count("analyses", where: "NOT correlated") == 0)
        }
    }

    @Test("An analysis whose worker vanished before it looked for others of its cause is stored, and correlated by the sweep")
    func outlivesItsWorker() async throws {
        try await TestStore.with { store in
            let oom = AnalyzeResponse.naming(.oomKilled, Self.database)
            _ = try await analyse(store, ["orders-db": oom])
            try await store.receive(.firing("Alert-frontend", on: "frontend"))
            try await store.pool.withTransaction { connection in
                // Nobody else gets the lock of the cluster, so that the worker never gets to look.
                try await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                try await connection.execute("SELECT pg_advisory_xact_lock(x'7702'::int, hashtext(cluster)) FROM incidents LIMIT 1")
                try await store.answer("Alert-frontend", with: oom)
            }
            #expect(try await store.count("analyses") == 2)
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 2)
            store.time.advance(by: .seconds(10))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await store.reader.incidents(in: [.open], Page()).items.count == 1)
        }
    }

    @Test("Analyses that are stored at the same time by several replicas end as one incident")
    func races() async throws {
        try await TestStore.replicas(3) { stores in
            let workloads = ["orders-db", "orders", "frontend", "cart", "search", "checkout"]
            for workload in workloads { try await stores[0].receive(.firing("Alert-\(workload)", on: workload)) }
            let jobs = try await stores[0].jobs.claim(limit: 10, worker: "w", lease: .seconds(60))
            try await withThrowingTaskGroup(of: JobOutcome.self) { group in
                for (index, job) in jobs.enumerated() {
                    group.addTask {
                        try await stores[index % 3].jobs.complete(job.lease, with: .naming(.oomKilled, Self.database))
                    }
                }
                for (index, workload) in workloads.enumerated() {
                    group.addTask {
                        try await stores[index % 3].receive(.firing("Also-\(workload)", on: workload))
                        return .done
                    }
                }
                for try await outcome in group { #expect(outcome == .done) }
            }
            let open = try await stores[0].reader.incidents(in: [.open], Page()).items
            #expect(open.count == 1)
            #expect(open.first?.alerts.firing == 12)
        }
    }
}

extension TestStore {
    /// Claims jobs until the one of an alert's name comes, and completes that; the others are given back.
    func answer(_ alertName: String, with response: AnalyzeResponse) async throws {
        for job in try await jobs.claim(limit: 100, worker: "test", lease: .seconds(60)) {
            if job.name == alertName {
                let outcome = try await jobs.complete(job.lease, with: response)
                #expect(outcome == .done)
            } else {
                try await jobs.release(job.lease, for: nil, notBefore: .zero)
            }
        }
    }
}
