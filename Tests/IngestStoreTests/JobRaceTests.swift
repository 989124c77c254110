import Contracts
import IngestDomain
import IngestStore
import Primitives
import TestSupport
import Testing

/// A job is done at least once, and its result stored exactly once, however workers come and go.
@Suite(.timeLimit(.minutes(2))) struct JobRaceTests {
    @Test func `of all workers that held a job, the one that holds it stores the result`() async throws {
        try await TestStore.replicas(3) { stores in
            let id = try await stores[0].receive(.firing()).incidents[0]
            // Each worker in turn falls silent, as one that was killed does, and the next one takes over.
            var leases: [Lease] = []
            for number in 0..<4 {
                let job = try #require(try await stores[number % 3].jobs.claim(limit: 1, worker: "w\(number)", lease: .seconds(30)).first)
                #expect(job.attempt == number + 1)
                leases.append(job.lease)
                if number < 3 { stores[0].time.advance(by: .seconds(31)) }
            }
            // All of them are back, and want to store what they have at the same moment.
            let outcomes = try await withThrowingTaskGroup(of: JobOutcome.self) { group in
                for (number, lease) in leases.enumerated() {
                    let store = stores[number % 3]
                    group.addTask { try await store.jobs.complete(lease, with: .naming(.healthy, nil)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .done } == 1)
            #expect(outcomes.count { $0 == .leaseLost } == 3)
            let detail = try await stores[0].detail(id)
            #expect(detail.analyses.count == 1)
            #expect(detail.timeline.count { $0.kind == .analysisStored } == 1)
        }
    }

    @Test func `a takeover and the storing of the result at the same moment leave one of them`() async throws {
        try await TestStore.replicas(2) { stores in
            for round in 0..<20 {
                let id = try await stores[0].receive(.firing("A\(round)", on: "w\(round)", at: stores[0].time.now)).incidents[0]
                let slow = try #require(try await stores[0].jobs.claim(limit: 1, worker: "slow", lease: .seconds(30)).first)
                stores[0].time.advance(by: .seconds(31))
                async let stored = stores[0].jobs.complete(slow.lease, with: .naming(.healthy, nil))
                async let taken = stores[1].jobs.claim(limit: 1, worker: "quick", lease: .seconds(30))
                switch (try await stored, try await taken.first) {
                case (.done, nil): break
                case (.leaseLost, let job?):
                    #expect(try await stores[1].jobs.complete(job.lease, with: .naming(.healthy, nil)) == .done)
                case (let outcome, let job): Issue.record("stored: \(outcome), taken over: \(job != nil)")
                }
                #expect(try await stores[0].detail(id).analyses.count == 1)
            }
        }
    }

    @Test func `many workers that come and go do each job, and none twice at once`() async throws {
        try await TestStore.replicas(3) { stores in
            let jobs = 60
            for number in 0..<jobs { try await stores[0].receive(.firing("A\(number)", on: "w\(number)")) }
            let stored = Locked(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<9 {
                    let store = stores[worker % 3]
                    group.addTask {
                        var claims = 0
                        while stored.withLock({ $0 }) < jobs {
                            let claimed = try await store.jobs.claim(limit: 2, worker: "w\(worker)", lease: .seconds(30))
                            if claimed.isEmpty { await Task.yield() }
                            for job in claimed {
                                claims += 1
                                // Some are handed back, as on shutdown.
                                if claims % 5 == 0 {
                                    try await store.jobs.release(job.lease, for: nil, notBefore: .zero)
                                } else if try await store.jobs.complete(job.lease, with: .naming(.healthy, nil)) == .done {
                                    stored.withLock { $0 += 1 }
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(stored.withLock { $0 } == jobs)
            #expect(try await stores[0].count("analyses") == jobs)
            #expect(try await stores[0].count("timeline", where: "kind = 'analysis_stored'") == jobs)
            #expect(try await stores[0].count("jobs", where: "state <> 'done'") == 0)
        }
    }
}
