import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

/// Feedback, and what is found to be alike.
@Suite("Similar incidents and feedback") struct SimilarTests {
    private static let ada = Responder(name: "ada")
    private static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db")

    /// An incident that was analysed and resolved.
    private static func past(
        _ store: TestStore, _ name: String = "Crash", on workload: String, _ category: CauseCategory = .oomKilled, note: String = "rolled back",
        cluster: String = "lab"
    ) async throws -> IncidentID {
        let id = try await store.receive(.firing(name, on: workload, startsAt: store.time.now, cluster: cluster)).incidents[0]
        try await store.answer(name, with: .naming(category, ObjectReference(kind: "Deployment", namespace: "shop", name: workload)))
        try await store.change(id, IncidentChange(state: .resolved, resolution: .set(note)))
        store.time.advance(by: .seconds(7_200))
        return id
    }

    @Test("The same workload comes before the same alert elsewhere, each with its reasons and how it ended")
    func ranks() async throws {
        try await TestStore.with { store in
            let same = try await Self.past(store, on: "orders", note: "raised the limit")
            let elsewhere = try await Self.past(store, on: "cart")
            _ = try await Self.past(store, "Unrelated", on: "search", .imageNotFound)
            let id = try await store.receive(.firing("Crash", on: "orders", startsAt: store.time.now)).incidents[0]
            try await store.answer("Crash", with: .naming(.oomKilled, ObjectReference(kind: "Deployment", namespace: "shop", name: "orders")))
            let matches = try #require(try await store.store.incidents.similar(to: id, limit: 10, in: .all))
            #expect(matches.map(\.id) == [same, elsewhere])
            #expect(matches[0].resolution == "raised the limit" && matches[0].resolvedBy == "ada")
            #expect(matches[0].reasons.contains("same workload (shop/orders)"))
            #expect(matches[1].reasons.contains("same cause (oom_killed)"))
            #expect(matches[0].score > matches[1].score)
        }
    }

    @Test("Hidden, reopened, merged and other clusters' incidents aren't offered")
    func excludes() async throws {
        try await TestStore.with { store in
            let hidden = try await Self.past(store, on: "orders")
            try await store.change(hidden, IncidentChange(isHidden: true))
            let reopened = try await Self.past(store, on: "orders")
            try await store.change(reopened, IncidentChange(state: .open))
            try await store.change(reopened, IncidentChange(comment: "again"))
            _ = try await Self.past(store, on: "orders", cluster: "prod")
            let id = try await store.receive(.firing("Crash", on: "cart", startsAt: store.time.now)).incidents[0]
            #expect(try await store.store.incidents.similar(to: id, limit: 10, in: .all)?.isEmpty == true)
            try await store.change(hidden, IncidentChange(isHidden: false))
            let other = try await store.receive(.firing("Crash", on: "orders", startsAt: store.time.now + .seconds(1))).incidents[0]
            #expect(try await store.store.incidents.similar(to: other, limit: 10, in: .all)?.map(\.id) == [hidden])
        }
    }

    @Test("The agent is told of them, with what people say that it was")
    func handsOver() async throws {
        try await TestStore.with { store in
            let past = try await Self.past(store, on: "orders", note: "raised the limit")
            try await store.store.incidents.rate(
                past,
                AnalysisRating(alertName: "Crash", subject: "shop/orders", vote: .down, category: "memory_leak", cause: "a leak in v2"),
                by: Self.ada, if: .none)
            try await store.receive(.firing("Crash", on: "orders", startsAt: store.time.now))
            var told: [SimilarIncident] = []
            for job in try await store.jobs.claim(limit: 10, worker: "w", lease: .seconds(60)) {
                if case .analyze(let request) = job.request { told += request.similarIncidents }
            }
            #expect(told.map(\.incidentID) == [past.description])
            #expect(told.first?.resolution == "raised the limit")
            #expect(told.first?.category == "memory_leak" && told.first?.cause == "a leak in v2")
        }
    }

    @Test("Without trigrams, full-text search alone finds them")
    func withoutTrigrams() async throws {
        try await TestStore.with { store in
            try await store.pool.execute("DROP EXTENSION pg_trgm")
            let same = try await Self.past(store, on: "orders")
            let id = try await store.receive(.firing("Crash", on: "orders", startsAt: store.time.now)).incidents[0]
            #expect(try await store.store.incidents.similar(to: id, limit: 10, in: .all)?.map(\.id) == [same])
        }
    }

    @Test("Each has one word on an analysis, the last one; all of it is listed in pages")
    func feedback() async throws {
        try await TestStore.with { store in
            let id = try await Self.past(store, on: "orders")
            let desk = store.store.incidents
            func rate(_ name: String, _ vote: AnalysisFeedback.Vote) async throws {
                try await desk.rate(
                    id, AnalysisRating(alertName: "Crash", subject: "shop/orders", vote: vote), by: Responder(name: name), if: .none)
            }
            try await rate("ada", .up)
            try await rate("ada", .up)
            try await rate("ada", .down)
            try await rate("bob", .up)
            let detail = try await store.detail(id)
            #expect(detail.analyses[0].feedback.map(\.vote).count == 2)
            #expect(detail.timeline.filter { $0.kind == .feedback }.count == 3)
            let first = try await desk.feedback(Page(limit: 1), in: .all)
            #expect(first.items.first?.feedback.author == "bob")
            #expect(first.items.first?.namedCategory == "oom_killed")
            let second = try await desk.feedback(Page(limit: 1, after: first.next), in: .all)
            #expect(second.items.first?.feedback.vote == .down && second.next == nil)
            #expect(try await desk.feedback(Page(), in: .only("prod")).items.isEmpty)
            await #expect(throws: IncidentDeskError.self) {
                try await desk.rate(id, AnalysisRating(alertName: "Nothing", subject: "", vote: .up), by: Self.ada, if: .none)
            }
        }
    }
}
