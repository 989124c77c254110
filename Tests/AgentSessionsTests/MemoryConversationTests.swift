import AgentSessions
import Contracts
import Primitives
import Testing

@Suite("Conversations in memory")
struct MemoryConversationTests {
    private static let start = Timestamp(microseconds: 1_795_000_000_000_000)
    private let ids = UUIDv7Generator(clock: .fixed(start))

    private func conversation(_ bytes: Int, after seconds: Int) -> ChatHistory {
        var history = ChatHistory(id: ids.next(), incidentID: nil, at: Self.start)
        let item = EvidenceItem(
            id: "E1", source: "logs", query: "", object: nil, observedAt: nil, text: String(repeating: "x", count: bytes / 2))
        history.append(
            ChatHistory.Exchange(
                at: Self.start + .seconds(seconds), question: "", answer: String(repeating: "x", count: bytes - bytes / 2), evidence: [item]))
        return history
    }

    @Test func `make room for new ones, the longest unused first, by number and by bytes`() {
        for memory in [
            MemoryConversations(maximumBytes: 1_000, clock: .fixed(Self.start)), MemoryConversations(limit: 2, clock: .fixed(Self.start)),
        ] {
            let all = [3, 1, 2].map { conversation(400, after: $0) }
            for one in all { #expect(memory.keep(one)) }
            #expect(all.map { memory.conversation($0.id) != nil } == [true, false, true])
            #expect(!memory.keep(all[0]))
            #expect(memory.conversation(all[2].id)?.version == 1)
        }
    }

    @Test func `keep one that is larger than all of the room, for its next question`() {
        let memory = MemoryConversations(maximumBytes: 100, clock: .fixed(Self.start))
        let one = conversation(400, after: 1)
        #expect(memory.keep(one))
        #expect(memory.conversation(one.id) != nil)
    }
}
