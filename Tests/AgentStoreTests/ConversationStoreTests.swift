import AgentSessions
import AgentStore
import Contracts
import Primitives
import TestSupport
import Testing

@Suite("Conversations")
struct ConversationStoreTests {
    private static func conversation(_ store: TestSessions, _ questions: String...) -> ChatHistory {
        var history = ChatHistory(id: store.ids.next(), incidentID: "i1", at: store.time.clock.now)
        for question in questions {
            history.append(ChatHistory.Exchange(at: store.time.clock.now, question: question, answer: "…", evidence: []))
        }
        return history
    }

    @Test func `go on wherever the next question arrives, and none is lost to another at the same time`() async throws {
        try await TestSessions.with(replicas: 2) { replicas in
            let stores = replicas.map { store in
                Conversations(
                    database: PostgresConversations(store.database, lifetime: .seconds(86_400)), memory: MemoryConversations(clock: store.time.clock))
            }
            let first = Self.conversation(replicas[0], "one")
            #expect(await stores[0].keep(first)?.memory == .database)

            var second = try #require(try await stores[1].conversation(first.id))
            let stale = second
            #expect(second.exchanges.map(\.question) == ["one"])
            second.append(ChatHistory.Exchange(at: replicas[1].time.clock.now, question: "two", answer: "…", evidence: []))
            #expect(await stores[1].keep(second) != nil)
            // Another question had been read before that.
            #expect(await stores[0].keep(stale) == nil)
            #expect(try await stores[0].conversation(first.id)?.exchanges.map(\.question) == ["one", "two"])
        }
    }

    @Test func `are kept in memory while the database is away, and expire there`() async throws {
        try await TestSessions.with { replicas in
            let store = replicas[0]
            store.database.note(.unavailable(reason: "away"))
            let memory = MemoryConversations(limit: 2, lifetime: .seconds(60), clock: store.time.clock)
            let conversations = Conversations(database: PostgresConversations(store.database, lifetime: nil), memory: memory)
            let first = Self.conversation(store, "one")
            let kept = try #require(await conversations.keep(first))
            #expect(kept.memory == .memory)
            #expect(kept.until == first.updatedAt + .seconds(60))
            #expect(try await conversations.conversation(first.id)?.exchanges.count == 1)
            await #expect(throws: SessionError.unavailable(reason: "away")) { try await conversations.conversation(store.ids.next()) }

            store.time.advance(by: .seconds(30))
            for question in ["two", "three"] { #expect(memory.keep(Self.conversation(store, question))) }
            #expect(memory.conversation(first.id) == nil, "the longest unused makes room")
            let last = Self.conversation(store, "four")
            #expect(memory.keep(last))
            store.time.advance(by: .seconds(61))
            #expect(memory.conversation(last.id) == nil)
        }
    }

    @Test func `forget their beginning when they are long`() async throws {
        try await TestSessions.with { replicas in
            var history = Self.conversation(replicas[0])
            for number in 0..<40 {
                history.append(ChatHistory.Exchange(at: replicas[0].time.clock.now, question: "\(number)", answer: "", evidence: []))
            }
            #expect(history.exchanges.count == ChatHistory.maximumExchanges)
            #expect(history.exchanges.first?.question == "10")
        }
    }
}
