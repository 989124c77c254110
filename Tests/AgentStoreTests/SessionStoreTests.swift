import AgentDomain
import AgentSessions
import Contracts
import Logging
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AgentStore

@Suite("Sessions in PostgreSQL")
struct SessionStoreTests {
    @Test func `come back as they were written, with all that was asked, called, answered and spent`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            let written = store.session()
            store.queue.add(written)
            await store.keeper.keep()

            let read = try #require(try await store.sessions.session(written.id))
            #expect(read.subject == AlertSubject(cluster: "prod", fingerprint: "f1", alertName: "HighLatency", workload: "shop/orders"))
            #expect(read.stages.map(\.name) == ["gathering"])
            #expect(read.exchanges.map(\.prompt) == ["the prompt"])
            #expect(read.exchanges.map(\.reply) == ["thought"])
            #expect(read.toolCalls.first?.answer == "a line")
            // NULs, which JSON can spell, don't keep anything out.
            #expect(read.toolCalls.first?.arguments == .object(["pod": .string("x\u{0}y")]))
            #expect(read.answer?.analysis == "a\u{0}b")
            #expect(read.usage.costUSD == 0.25)
            #expect(store.queue.count == 0)
            #expect(try await store.sessions.session(store.ids.next()) == nil)
        }
    }

    @Test func `are listed by incident, fingerprint and cluster, a page after the other`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            let all = [
                store.session(incident: "i1"), store.session(fingerprint: "f2", incident: "i1"),
                store.session(fingerprint: "f2", cluster: "lab", incident: nil, isAnswered: false),
            ]
            for session in all { store.queue.add(session) }
            await store.keeper.keep()

            func ids(_ criteria: SessionCriteria) async throws -> [UUIDv7] { try await store.sessions.sessions(criteria).map(\.id) }
            #expect(try await ids(SessionCriteria()) == all.map(\.id).reversed())
            #expect(try await ids(SessionCriteria(incidentID: "i1")) == [all[1].id, all[0].id])
            #expect(try await ids(SessionCriteria(fingerprint: "f2")) == [all[2].id, all[1].id])
            #expect(try await ids(SessionCriteria(fingerprint: "f2", cluster: "lab")) == [all[2].id])
            #expect(try await ids(SessionCriteria(limit: 2)) == [all[2].id, all[1].id])
            #expect(try await ids(SessionCriteria(after: all[1].id, limit: 2)) == [all[0].id])
            let line = try #require(try await store.sessions.sessions(SessionCriteria(after: all[1].id)).first)
            #expect(line.category == "oom_killed")
            #expect(line.engine == .llm)
            #expect(line.usage.inputTokens == 10)
        }
    }

    @Test func `of an incident give their answers, whatever was abandoned after them`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            store.queue.add(store.session(summary: "first"))
            store.queue.add(store.session(summary: "second"))
            for _ in 0..<4 { store.queue.add(store.session(isAnswered: false)) }
            store.queue.add(store.session(incident: "i2", summary: "another's"))
            await store.keeper.keep()
            let answers = try await store.sessions.answers(incidentID: "i1", limit: 3)
            #expect(answers.map(\.analysisSummary) == ["second", "first"])
            let latest = try await store.sessions.answers(incidentID: "i1", limit: 1)
            #expect(latest.map(\.analysisSummary) == ["second"])
        }
    }

    @Test func `are written in statements of some bytes, all of them`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            for _ in 0..<9 { store.queue.add(store.session(summary: String(repeating: "long ", count: 180_000))) }
            await store.keeper.keep()
            #expect(store.queue.count == 0)
            let written = try await store.count("analysis_sessions")
            #expect(written == 9)
        }
    }

    @Test func `of the same alert are found by fingerprint and by name and workload, the latest first`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            for session in [
                store.session(summary: "by fingerprint"),
                store.session(fingerprint: "other", summary: "by workload"),
                store.session(fingerprint: "other", workload: "payments", summary: "another workload"),
                store.session(cluster: "lab", summary: "another cluster"),
                store.session(isAnswered: false),
                store.session("Different", summary: "the same fingerprint under another name"),
            ] { store.queue.add(session) }
            await store.keeper.keep()

            let subject = AlertSubject(cluster: "prod", fingerprint: "f1", alertName: "HighLatency", workload: "shop/orders")
            let found = try await store.sessions.earlier(subject, limit: 3)
            #expect(found.map(\.summary) == ["the same fingerprint under another name", "by workload", "by fingerprint"])
            #expect(found.first?.category == "oom_killed")
            #expect(found.first?.object == "Pod shop/orders-1")
            #expect(try await store.sessions.earlier(subject, limit: 1).count == 1)
            let unknown = AlertSubject(cluster: "prod", fingerprint: nil, alertName: "HighLatency", workload: "")
            #expect(try await store.sessions.earlier(unknown, limit: 3).isEmpty)
        }
    }

    @Test func `written twice are there once`() async throws {
        try await TestSessions.with(replicas: 2) { replicas in
            let session = replicas[0].session()
            for store in replicas {
                store.queue.add(session)
                await store.keeper.keep()
            }
            let count = try await replicas[0].count("analysis_sessions")
            #expect(count == 1)
        }
    }

    @Test func `past their retention go in batches, by one replica at a time`() async throws {
        try await TestSessions.with(replicas: 2, lifetime: .seconds(3600)) { replicas in
            let store = replicas[0]
            for _ in 0..<40 { store.queue.add(store.session()) }
            await store.keeper.keep()
            store.time.advance(by: .seconds(7200))
            let fresh = store.session()
            store.queue.add(fresh)
            await store.keeper.keep()

            // Several batches and a part of one.
            let retentions = replicas.map { SessionRetention($0.database, lifetime: .seconds(3600), clock: $0.time.clock, batch: 15) }
            // Another replica is at it.
            let busy = try await replicas[1].pool.withTransaction { connection in
                _ = try await connection.query("SELECT pg_advisory_xact_lock(\(Int32(0x7711)), 0)")
                return try await retentions[0].remove()
            }
            #expect(busy == nil)
            #expect(try await store.count("analysis_sessions") == 41)

            #expect(try await retentions[1].remove() == 40)
            #expect(try await retentions[0].remove() == 0)
            #expect(try await store.sessions.sessions(SessionCriteria()).map(\.id) == [fresh.id])
        }
    }

    @Test func `use an index each, whatever is asked`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            for _ in 0..<20 { store.queue.add(store.session()) }
            await store.keeper.keep()
            let subject = AlertSubject(cluster: "prod", fingerprint: "f1", alertName: "HighLatency", workload: "shop/orders")
            for (query, indexes) in [
                (PostgresSessions.list(SessionCriteria(fingerprint: "f1")), ["analysis_sessions_fingerprint"]),
                (PostgresSessions.list(SessionCriteria(incidentID: "i1")), ["analysis_sessions_incident"]),
                (PostgresSessions.list(SessionCriteria(cluster: "prod")), ["analysis_sessions_cluster"]),
                (PostgresSessions.list(SessionCriteria()), ["analysis_sessions_pkey"]),
                (PostgresSessions.earlier(subject, 3), ["analysis_sessions_fingerprint", "analysis_sessions_workload"]),
            ] {
                let plan = try await store.pool.withTransaction { connection in
                    // On a table this small the planner would read all of it.
                    for setting in ["enable_seqscan", "enable_bitmapscan", "enable_sort"] {
                        try await connection.execute(PostgresQuery(unescaped: "SET LOCAL \(setting) = off"))
                    }
                    return try await connection.query(PostgresQuery(unescaped: "EXPLAIN \(query.sql)", bindings: query.bindings))
                        .decode(as: String.self).joined(separator: "\n")
                }
                for index in indexes { #expect(plan.contains("using \(index) "), "\(plan)") }
                #expect(indexes.count > 1 || !plan.contains("Sort"), "\(plan)")
            }
        }
    }
}
