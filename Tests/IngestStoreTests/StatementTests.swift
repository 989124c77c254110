import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Statements")
struct StatementTests {
    @Test("A statement that no index serves fails its test, and one that an index serves doesn't")
    func scan() async throws {
        await withKnownIssue {
            try await TestStore.with { _ = try await $0.planned.query("SELECT count(*) FROM jobs WHERE thread_ts = 'x'") }
        }
        await withKnownIssue {
            try await TestStore.with { _ = try await $0.planned.query("SELECT count(*) FROM episodes WHERE notices = 7") }
        }
        for whole in ["SELECT id FROM incidents WHERE title = 'x' ORDER BY id LIMIT 1", "SELECT id FROM incidents ORDER BY id LIMIT ALL"] {
            await withKnownIssue {
                try await TestStore.with { _ = try await $0.planned.query(PostgresQuery(unescaped: whole)) }
            }
        }
        try await TestStore.with { _ = try await $0.planned.query("SELECT id FROM incidents ORDER BY id LIMIT 1") }
        try await TestStore.with { _ = try await $0.planned.query("SELECT count(*) FROM episodes WHERE fingerprint = 'x'") }
    }

    @Test("A webhook takes the same number of statements, however many alerts it holds")
    func perWebhook() async throws {
        try await TestStore.with { store in
            var counts: [Int] = []
            for size in [1, 10, 200] {
                let before = try store.plans.count()
                _ = try await store.writer.write([(0..<size).map { try .firing("A", on: "w\(size)", labels: ["series": "\($0)"]) }])
                counts.append(try store.plans.count() - before)
            }
            #expect(Set(counts).count == 1, "\(counts)")
            #expect(counts[0] > 0)
        }
    }

    @Test("Alerts that end, and repeated ones, take the same number as well")
    func perNotice() async throws {
        try await TestStore.with { store in
            var counts: [[Int]] = []
            for size in [1, 10, 200] {
                let firing = try (0..<size).map { try IncomingAlert.firing("A", on: "w\(size)", labels: ["series": "\($0)"]) }
                _ = try await store.writer.write([firing])
                let resolved = try (0..<size).map { try IncomingAlert.resolved("A", on: "w\(size)", labels: ["series": "\($0)"]) }
                var steps: [Int] = []
                for webhook in [firing, resolved, resolved] {
                    let before = try store.plans.count()
                    _ = try await store.writer.write([webhook])
                    steps.append(try store.plans.count() - before)
                }
                counts.append(steps)
            }
            #expect(Set(counts).count == 1, "\(counts)")
        }
    }
}
