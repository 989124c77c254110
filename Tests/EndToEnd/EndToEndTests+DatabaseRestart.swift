import Postgres
import TestSupport
import Testing

extension EndToEndTests {
    @Test(.timeLimit(.minutes(5)))
    func `While PostgreSQL is restarted under load webhooks are answered 503, then 200 again, and nothing acknowledged is lost`() async throws {
        try await Stack.run("shop") { stack in
            let traffic = Traffic(to: stack.ingest.map(\.address), client: stack.client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await traffic.run(senders: 8) }
                for mode in [PostgresServer.StopMode.fast, .immediate, .kill] {
                    let (accepted, refused) = (traffic.current.acknowledged.count, traffic.current.statuses[503] ?? 0)
                    try await eventually("webhooks acknowledged") { traffic.current.acknowledged.count > accepted + 30 }
                    try await stack.server.stop(mode)
                    try await eventually("webhooks refused") { (traffic.current.statuses[503] ?? 0) > refused }
                    try await stack.server.start()
                }
                let accepted = traffic.current.acknowledged.count
                try await eventually("webhooks acknowledged again") { traffic.current.acknowledged.count > accepted + 30 }
                traffic.stop()
                try await group.waitForAll()
            }
            let outcome = traffic.current
            #expect(outcome.unexpected == [])
            #expect(outcome.unanswered == 0)
            #expect(outcome.withoutRetryAfter == 0)
            let stored = Set(try await stack.rows("SELECT fingerprint FROM episodes").decode(as: String.self))
            #expect(outcome.acknowledged.subtracting(stored).isEmpty)
            try await eventually("every job done", within: .seconds(120)) {
                try await stack.count("SELECT count(*) FROM jobs WHERE state <> 'done'") == 0
            }
            try await Self.expectOneAnalysisEach(stack)
        }
    }
}
