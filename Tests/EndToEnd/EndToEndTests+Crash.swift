import Postgres
import TestSupport
import Testing

extension EndToEndTests {
    @Test(.timeLimit(.minutes(5)))
    func `Replicas killed 20 times while webhooks arrive lose nothing that was acknowledged and analyse nothing twice`() async throws {
        try await Stack.run("shop", replicas: 2) { stack in
            let traffic = Traffic(to: stack.ingest.map(\.address), client: stack.client)
            // The moments differ from kill to kill, and are the same in each run.
            var chance = SplitMix(seed: 20)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await traffic.run(senders: 8) }
                for _ in 0..<20 {
                    let before = traffic.current.acknowledged.count
                    try await eventually("webhooks acknowledged between two kills") { traffic.current.acknowledged.count > before }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &chance)))
                    let victim = stack.ingest[Int.random(in: 0..<2, using: &chance)]
                    await victim.kill()
                    try await victim.start()
                }
                traffic.stop()
                try await group.waitForAll()
            }
            let outcome = traffic.current
            if outcome.unexpected != [] {
                for service in stack.ingest { Issue.record("\(outcome.unexpected): \(await service.output.suffix(10_000))") }
            }
            #expect(outcome.withoutRetryAfter == 0)

            let stored = Set(
                try await stack.rows(
                    "SELECT fingerprint FROM alerts JOIN episodes USING (fingerprint, cluster) WHERE incident_id IS NOT NULL"
                ).decode(as: String.self))
            #expect(outcome.acknowledged.subtracting(stored).isEmpty)
            try await eventually("every job done", within: .seconds(120)) {
                try await stack.count("SELECT count(*) FROM jobs WHERE state <> 'done'") == 0
            }
            try await Self.expectOneAnalysisEach(stack)
        }
    }

    static func expectOneAnalysisEach(_ stack: Stack) async throws {
        let jobs = try await stack.count("SELECT count(*) FROM jobs WHERE kind = 'analyze'")
        let analyses = try await stack.count("SELECT count(*) FROM analyses")
        let subjects = try await stack.count(
            "SELECT count(*) FROM (SELECT DISTINCT cluster, alert_name, subject FROM jobs WHERE kind = 'analyze') AS s")
        let workloads = try await stack.count("SELECT count(*) FROM (SELECT DISTINCT namespace, workload FROM alerts) AS w")
        #expect(jobs > 0)
        #expect(analyses == jobs, "each job has stored its one analysis")
        #expect(subjects == jobs, "no alert of a workload is analysed in two incidents")
        #expect(workloads == jobs, "every workload was analysed")
    }
}
