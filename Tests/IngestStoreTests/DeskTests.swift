import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

/// What people do with incidents, as it is stored.
@Suite("Incidents for people") struct DeskTests {
    private static let ada = Responder(name: "ada")

    @Test("Each change is there afterwards, and in the timeline with its author")
    func changes() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.change(
                id, IncidentChange(title: .set("Checkout"), severity: .set(.critical), assignee: .set("bob"), state: .acknowledged))
            store.time.advance(by: .seconds(60))
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("rolled back")))
            let detail = try await store.detail(id)
            #expect(detail.incident.title == "Checkout")
            #expect(detail.incident.severity == "critical")
            #expect(detail.incident.assignee == "bob")
            #expect(detail.incident.state == .resolved)
            #expect(detail.incident.acknowledgedAt == TestTime.start)
            #expect(detail.incident.resolvedBy == "ada" && detail.incident.resolution == "rolled back")
            let told = detail.timeline.filter { $0.actor == "ada" }
            #expect(told.map(\.kind) == [.retitled, .severityChanged, .assigned, .acknowledged, .resolved])
            #expect(told.last?.text == "Resolved by ada: rolled back")
            #expect(told[1].from == "warning" && told[1].to == "critical")
        }
    }

    @Test("Done twice, it is there once, and the version stays")
    func idempotent() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.change(id, IncidentChange(state: .acknowledged))
            let before = try await store.detail(id)
            try await store.change(id, IncidentChange(state: .acknowledged), by: Responder(name: "bob"))
            let after = try await store.detail(id)
            #expect(after.version == before.version)
            #expect(after.incident.acknowledgedBy == "ada")
            #expect(after.timeline.count == before.timeline.count)
        }
    }

    @Test("A person's title and severity outlive analyses and graver alerts")
    func outlives() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing(severity: "warning")).incidents[0]
            try await store.change(id, IncidentChange(title: .set("Mine"), severity: .set(.info)))
            try await store.receive(.firing("Graver", severity: "critical"))
            try await store.answer("KubePodNotReady", with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "orders")))
            #expect(try await store.detail(id).incident.title == "Mine")
            #expect(try await store.detail(id).incident.severity == "info")
            try await store.change(id, IncidentChange(title: .clear, severity: .clear))
            #expect(try await store.detail(id).incident.title != "Mine")
            #expect(try await store.detail(id).incident.severity == "critical")
        }
    }

    @Test("Every visible change makes another version; repeats don't")
    func versions() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            var seen = [try await store.detail(id).version]
            func differs(_ what: Comment) async throws {
                let version = try await store.detail(id).version
                #expect(!seen.contains(version), what)
                seen.append(version)
            }
            try await store.receive(.firing())
            #expect(try await store.detail(id).version == seen[0])
            try await store.receive(.firing("Second"))
            try await differs("an alert joined")
            try await store.answer("Second", with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "orders")))
            try await differs("an analysis was stored")
            try await store.change(id, IncidentChange(comment: "hm"))
            try await differs("a comment")
            try await store.receive(.resolved())
            try await differs("an alert ended")
        }
    }

    @Test("Of two who decide on the same version, one wins and the other is told")
    func race() async throws {
        try await TestStore.replicas(2) { stores in
            let id = try await stores[0].receive(.firing()).incidents[0]
            let version = try await stores[0].detail(id).version
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for (index, name) in ["ada", "bob"].enumerated() {
                    group.addTask {
                        do throws(IncidentDeskError) {
                            try await stores[index].store.incidents.change(
                                id, IncidentChange(assignee: .set(name)), by: Responder(name: name), if: .isOneOf([version]))
                            return true
                        } catch {
                            guard case .stale = error else { throw error }
                            return false
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.sorted { !$0 && $1 } == [false, true])
            #expect(try await stores[0].detail(id).timeline.filter { $0.kind == .assigned }.count == 1)
        }
    }

    @Test("Another cluster's incidents aren't there")
    func clusters() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing(cluster: "lab")).incidents[0]
            let other = try await store.receive(.firing(cluster: "prod")).incidents[0]
            await #expect(throws: IncidentDeskError.self) {
                try await store.store.incidents.change(
                    id, IncidentChange(comment: "x"), by: Responder(name: "eve", scope: .only("prod")), if: .none)
            }
            await #expect(throws: IncidentDeskError.self) { try await store.store.incidents.merge(id, into: other, by: Self.ada, if: .none) }
            #expect(try await store.detail(id).timeline.allSatisfy { $0.actor == nil })
            #expect(try await store.store.incidents.similar(to: id, limit: 5, in: .only("prod")) == nil)
        }
    }

    @Test("A person's resolve survives repeats of alerts that still fire, and a new episode reopens it")
    func resolved() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("fixed")))
            try await store.receive(.firing())
            #expect(try await store.detail(id).incident.state == .resolved)
            #expect(try await store.count("jobs", where: "kind = 'summarize' AND state = 'queued'") == 1)
            try await store.receive(.firing(startsAt: TestTime.start + .seconds(300)))
            let detail = try await store.detail(id)
            #expect(detail.incident.state == .open)
            #expect(detail.incident.resolution == nil && detail.incident.resolvedBy == nil)
        }
    }

    @Test("The resolution is handed on with the summary, and a second one is summed up again")
    func summaries() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("rolled back")))
            #expect(try await store.summarise()?.resolution == "rolled back")
            try await store.change(id, IncidentChange(state: .open))
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("scaled up")))
            let request = try await store.summarise()
            #expect(request?.resolution == "scaled up" && request?.resolvedBy == "ada")
        }
    }

    @Test("A summary that is being written when its incident is resolved anew is written again, with the newer resolution")
    func overtakenSummary() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("rolled back")))
            var running: ClaimedJob?
            for job in try await store.jobs.claim(limit: 100, worker: "test", lease: .seconds(60)) {
                if case .summarize = job.request { running = job } else { try await store.give(back: job) }
            }
            let first = try #require(running)
            try await store.change(id, IncidentChange(state: .open))
            try await store.change(id, IncidentChange(state: .resolved, resolution: .set("scaled up")))
            let stale = SummarizeIncidentResponse(title: "stale", summary: "rolled back", detail: "")
            #expect(try await store.jobs.complete(first.lease, with: stale) == .leaseLost)
            #expect(try await store.summarise()?.resolution == "scaled up")
            #expect(try await store.jobs.complete(first.lease, with: stale) == .leaseLost)
            #expect(try await store.detail(id).incident.summary == "a summary")
        }
    }

    @Test("A reopened incident doesn't resolve by itself until an alert of it has ended")
    func staysOpen() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.receive(.resolved())
            store.time.advance(by: .seconds(400))
            _ = try await store.store.housekeeping.sweep()
            try await store.change(id, IncidentChange(state: .open))
            store.time.advance(by: .seconds(4_000))
            _ = try await store.store.housekeeping.sweep()
            #expect(try await store.detail(id).incident.state == .open)
        }
    }
}

extension TestStore {
    func change(_ id: IncidentID, _ change: IncidentChange, by responder: Responder = Responder(name: "ada")) async throws {
        try await store.incidents.change(id, change, by: responder, if: .none)
    }

    /// Answers the queued summary.
    func summarise() async throws -> SummarizeIncidentRequest? {
        var asked: SummarizeIncidentRequest?
        for job in try await jobs.claim(limit: 100, worker: "test", lease: .seconds(60)) {
            guard case .summarize(let request) = job.request else {
                try await give(back: job)
                continue
            }
            asked = request
            _ = try await jobs.complete(
                job.lease, with: SummarizeIncidentResponse(title: request.title, summary: "a summary", detail: "a detail"))
        }
        return asked
    }

    func give(back job: ClaimedJob) async throws {
        try await jobs.release(job.lease, for: nil, notBefore: .zero)
    }
}
