import Contracts
import IngestDomain
import IngestStore
import Primitives
import Testing

@Suite("Job queue")
struct JobQueueTests {
    private static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db")

    @Test("Critical jobs are claimed first, each by one worker, with the request that they are to send")
    func claims() async throws {
        try await TestStore.with { store in
            let receipt = try await store.receive(
                .firing("A", severity: "info"), .firing("B", severity: "critical"), .firing("C", severity: "warning"))
            let first = try await store.jobs.claim(limit: 2, worker: "one", lease: .seconds(60))
            let second = try await store.jobs.claim(limit: 9, worker: "two", lease: .seconds(60))
            #expect(first.map(\.name) == ["B", "C"])
            #expect(second.map(\.name) == ["A"])
            #expect(try await store.jobs.claim(limit: 9, worker: "three", lease: .seconds(60)).isEmpty)
            guard case .analyze(let request) = first[0].request else { throw WrongRequest() }
            #expect(request.incidentID == receipt.incidents[0].description)
            #expect(request.alert.labels["deployment"] == "orders")
            #expect(Set(request.relatedAlerts.map(\.name)) == ["A", "C"])
            #expect(try await store.jobs.numbers().depth == QueueDepth(queued: 0, running: 3, dead: 0))
        }
    }

    @Test("A result is stored once, and the incident is called by its cause")
    func completes() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            let answer = AnalyzeResponse.naming(.oomKilled, Self.database)
            #expect(try await store.jobs.complete(job.lease, with: answer) == .done)
            #expect(try await store.jobs.complete(job.lease, with: answer) == .leaseLost)
            let detail = try await store.detail(id)
            #expect(detail.incident.title == "StatefulSet shop/orders-db oom_killed")
            #expect(detail.incident.cause?.category == .oomKilled)
            #expect(detail.analyses.map(\.response.analysisQuality) == [.high])
            #expect(detail.timeline.map(\.kind) == [.opened, .analysisStored])
            #expect(detail.jobs.map(\.state) == [.done])
        }
    }

    @Test("Of analyses that are as sure, the one with the way to the cause speaks for the incident, whichever comes first", arguments: [false, true])
    func leads(isLonger: Bool) async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing("Near"), .firing("Far")).incidents[0]
            for job in try await store.jobs.claim(limit: 2, worker: "one", lease: .seconds(60)) {
                var answer = AnalyzeResponse.naming(.oomKilled, Self.database)
                let isLong = (job.name == "Far") == isLonger
                answer.analysisSummary = isLong ? "It fails, for the database is killed." : "The database is killed."
                answer.evidence = (1...(isLong ? 5 : 3)).map {
                    EvidenceItem(id: "E\($0)", source: "kubernetes", query: "", object: nil, observedAt: nil, text: "")
                }
                _ = try await store.jobs.complete(job.lease, with: answer)
            }
            let detail = try await store.detail(id)
            #expect(detail.incident.summary == "It fails, for the database is killed.")
            #expect(detail.analyses.map(\.response.evidence.count) == [5, 3])
        }
    }

    @Test("A lapsed lease is another worker's, and the one that lost it stores nothing")
    func losesLease() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            let slow = try await store.jobs.claim(limit: 1, worker: "slow", lease: .seconds(60))[0]
            store.time.advance(by: .seconds(61))
            let quick = try await store.jobs.claim(limit: 1, worker: "quick", lease: .seconds(60))[0]
            #expect(quick.attempt == 2)
            #expect(try await store.jobs.renew(slow.lease, by: .seconds(60)) == nil)
            #expect(try await store.jobs.complete(slow.lease, with: .naming(.oomKilled, Self.database)) == .leaseLost)
            #expect(try await store.jobs.fail(slow.lease, error: JobFailure(message: "late")) == .leaseLost)
            #expect(try await store.jobs.complete(quick.lease, with: .naming(.oomKilled, Self.database)) == .done)
            #expect(try await store.detail(id).analyses.count == 1)
        }
    }

    @Test("A renewed lease doesn't lapse")
    func renews() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing())
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            store.time.advance(by: .seconds(50))
            let renewed = try #require(try await store.jobs.renew(job.lease, by: .seconds(60)))
            store.time.advance(by: .seconds(50))
            #expect(try await store.jobs.claim(limit: 1, worker: "two", lease: .seconds(60)).isEmpty)
            #expect(try await store.jobs.complete(renewed, with: .naming(.healthy, nil)) == .done)
        }
    }

    @Test("A failed job comes back later, and is dead after the last attempt")
    func fails() async throws {
        var queue = QueuePolicy()
        queue.retries.maximumAttempts = 2
        try await TestStore.with(queue: queue) { store in
            let id = try await store.receive(.firing()).incidents[0]
            let first = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            guard case .retry(let due) = try await store.jobs.fail(first.lease, error: JobFailure(message: "agent away")) else {
                throw WrongRequest()
            }
            #expect(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).isEmpty)
            store.time.advance(by: due - store.time.now)
            let second = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            #expect(try await store.jobs.fail(second.lease, error: JobFailure(message: "agent\0 away")) == .dead)
            let detail = try await store.detail(id)
            #expect(detail.jobs.map(\.state) == [.dead])
            #expect(detail.jobs.map(\.error) == ["agent away"])
            #expect(detail.timeline.last?.kind == .analysisFailed)
        }
    }

    @Test("What waits is counted by priority, each with its longest wait")
    func lanes() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("A", on: "a", severity: "critical"))
            store.time.advance(by: .seconds(40))
            try await store.receive(.firing("B", on: "b", severity: "critical", at: store.time.now))
            try await store.receive(.firing("C", on: "c", severity: "info", at: store.time.now))
            let (depth, lanes) = try await store.jobs.numbers()
            #expect(depth == QueueDepth(queued: 3, longestWait: .seconds(40)))
            #expect(lanes.map(\.priority) == [0, 1, 2, 3, 4])
            #expect(lanes.map(\.queued) == [0, 1, 0, 0, 2])
            #expect(lanes[4].longestWait == .seconds(40) && lanes[1].longestWait == .zero && lanes[0].longestWait == nil)
        }
    }

    @Test("What another attempt can't change is dead at once")
    func failsForGood() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing())
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            #expect(try await store.jobs.fail(job.lease, error: JobFailure(message: "400", isRetryable: false)) == .dead)
        }
    }

    @Test("A released job is free at once, and its attempt doesn't count")
    func releases() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing())
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            try await store.jobs.release(job.lease, for: nil, notBefore: .zero)
            #expect(try await store.jobs.claim(limit: 1, worker: "two", lease: .seconds(60)).map(\.attempt) == [1])
        }
    }

    @Test("A job whose workers all vanished is buried by the sweep")
    func buries() async throws {
        var queue = QueuePolicy()
        queue.retries.maximumAttempts = 1
        try await TestStore.with(queue: queue) { store in
            try await store.receive(.firing())
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            store.time.advance(by: .seconds(61))
            #expect(try await store.jobs.claim(limit: 1, worker: "two", lease: .seconds(60)).isEmpty)
            #expect(try await store.store.housekeeping.sweep().deadJobs == [job.lease.job])
            #expect(try await store.jobs.numbers().depth == QueueDepth(dead: 1))
        }
    }

    @Test("A resolved incident is summed up with its alerts and what was found")
    func summarizes() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            let job = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            _ = try await store.jobs.complete(job.lease, with: .naming(.oomKilled, Self.database))
            try await store.receive(.resolved())
            store.time.advance(by: .seconds(300))
            _ = try await store.store.housekeeping.sweep()
            let summary = try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60))[0]
            guard case .summarize(let request) = summary.request else { throw WrongRequest() }
            #expect(request.alerts.map(\.status) == [.resolved])
            #expect(request.alerts.first?.rootCauses?.first?.category == .oomKilled)
            let answer = SummarizeIncidentResponse(title: "A title", summary: "A summary.", detail: "# Detail")
            #expect(try await store.jobs.complete(summary.lease, with: answer) == .done)
            let detail = try await store.detail(id)
            #expect(detail.incident.title == "A title")
            #expect(detail.incident.summary == "A summary.")
            #expect(detail.detail == "# Detail")
        }
    }
}

struct WrongRequest: Error {}

extension ClaimedJob {
    /// The name of the alert that is to be analysed.
    var name: String {
        if case .analyze(let request) = request { request.alert.name } else { "" }
    }
}
