import AgentDesk
import AgentReasoning
import AgentSessions
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

@Suite("A chat about an incident")
struct ChatDeskTests {
    @Test func `answers with what a tool said, and cites it`() async throws {
        let harness = DeskHarness([
            .calls([(name: "get_logs", arguments: ["pod": "orders-1"])]),
            .text("The pod orders-1 was killed with exit code 137 [E1].\n- See *this* [link](http://evil.example/x) [E9]"),
        ])
        let answer = try await harness.chat(tools: [FixedTool()]).ask(ChatRequest(message: "Why did it die?", incidentID: "i1"))
        #expect(answer.answer.hasPrefix("The pod orders-1 was killed with exit code 137 [E1].\n- See \\*this\\*"), "\(answer.answer)")
        #expect(!answer.answer.contains("](http://"))
        #expect(answer.evidence.map(\.id) == ["E1"])
        #expect(answer.evidence.first?.source == "logs")
        #expect(answer.warnings.contains { $0.contains("E9") })
        #expect(answer.keptIn == .memory)
        #expect(answer.keptUntil == DeskHarness.start + .seconds(3600))
        #expect(answer.usage.calls == 2)
        #expect(answer.usage.costUSD == 2)
        let sum = harness.tally.sums.first
        #expect(sum?.key.purpose == .chat)
        #expect(sum?.key.incidentID == "i1")
        #expect(sum?.value.spent.microdollars == 2_000_000)
    }

    @Test func `remembers what was said, and numbers on`() async throws {
        let harness = DeskHarness([
            .calls([(name: "get_logs", arguments: ["pod": "a"])]), .text("It was killed [E1]."),
            .calls([(name: "get_logs", arguments: ["pod": "b"])]), .text("As [E1] and [E2] say."),
        ])
        let desk = harness.chat(tools: [FixedTool()])
        let first = try await desk.ask(ChatRequest(message: "Why, with password hunter2?"))
        let second = try await desk.ask(ChatRequest(message: "Sure?", conversationID: first.conversationID))
        #expect(second.conversationID == first.conversationID)
        #expect(second.evidence.map(\.id) == ["E1", "E2"])
        let asked = try #require(harness.model.requests.last)
        #expect(asked.turns.first == .user("Why, with password [masked]?"))
        #expect(harness.model.requests.allSatisfy { !"\($0)".contains("hunter2") })
    }

    @Test func `names what its evidence doesn't hold`() async throws {
        let harness = DeskHarness([.calls([(name: "get_logs", arguments: [:])]), .text("The limit was 512Mi [E1].")])
        let answer = try await harness.chat(tools: [FixedTool()]).ask(ChatRequest(message: "What was the limit?"))
        #expect(answer.warnings.contains { $0.contains("512") }, "\(answer.warnings)")
    }

    @Test(arguments: ["", "  \n", String(repeating: "x", count: 8_001)])
    func `takes a question of some length`(message: String) async {
        let error = await #expect(throws: ChatError.self) { try await DeskHarness([.text("x")]).chat().ask(ChatRequest(message: message)) }
        guard case .invalid(let field, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(field == "message")
    }

    @Test func `says what it doesn't know of: a conversation, or a model's answer`() async {
        let desk = DeskHarness([.failure(.overloaded)]).chat()
        await #expect(throws: ChatError.unknownConversation) {
            try await desk.ask(ChatRequest(message: "?", conversationID: "019ab3c4-5d6e-7f80-9123-456789abcdef"))
        }
        let invalid = await #expect(throws: ChatError.self) { try await desk.ask(ChatRequest(message: "?", conversationID: "1")) }
        guard case .invalid = invalid else { return #expect(Bool(false)) }
        let failed = await #expect(throws: ChatError.self) { try await desk.ask(ChatRequest(message: "?")) }
        guard case .model(let error) = failed else { return #expect(Bool(false)) }
        #expect(error.reason == .overloaded)
        let refused = await #expect(throws: ChatError.self) { try await DeskHarness([.refusal("no")]).chat().ask(ChatRequest(message: "?")) }
        #expect(refused == .refused("no"))
    }
}
