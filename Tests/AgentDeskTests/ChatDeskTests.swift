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

    @Test(
        arguments: [
            "![E1](https://evil.example/?q=x)", "[E1](https://evil.example)", "[E1]: https://evil.example", "[E1][E9](https://evil.example)",
            "[E1][E1](<https://evil.example>)", "- [E1]: https://evil.example", "[E1, E9]: https://evil.example",
        ])
    func `makes no link of a citation`(text: String) async throws {
        let harness = DeskHarness([.calls([(name: "get_logs", arguments: [:])]), .text(text)])
        let answer = try await harness.chat(tools: [FixedTool()]).ask(ChatRequest(message: "Why?")).answer
        #expect(answer.contains("[E1]"))
        let live = answer.replacing("\\!", with: "")
        for mark in ["](", "]:", "![E1"] { #expect(!live.contains(mark), "\(answer)") }
    }

    @Test func `makes no address of what an invented citation parts`() async throws {
        let answer = try await DeskHarness([.text("See https:[E9]//evil.example and www[E9].evil.example")]).chat().ask(ChatRequest(message: "Why?"))
        #expect(answer.answer == "See https:\\//evil.example and www\\.evil.example")
    }

    @Test func `forgets the oldest questions where they would be more than the question`() async throws {
        let harness = DeskHarness([.text("Well.")])
        let desk = harness.chat()
        var id: String?
        for number in 0..<12 {
            let message = "\(number) " + String(repeating: "x", count: 7_990)
            id = try await desk.ask(ChatRequest(message: message, conversationID: id)).conversationID
        }
        let turns = try #require(harness.model.requests.last?.turns)
        #expect(turns.count > 10 && turns.count < 20)
        guard case .user(let oldest)? = turns.first else { return #expect(Bool(false)) }
        #expect(!oldest.hasPrefix("0 ") && !oldest.hasPrefix("1 "))
    }

    @Test func `says it where an answer was cut, or came at a limit`() async throws {
        let cut = DeskHarness([
            .reply { _ in
                ModelReply(
                    turn: AssistantTurn(text: "It was killed because"), stop: .length, usage: TokenUsage(calls: 1),
                    identity: ModelIdentity(provider: "local", model: "m"))
            }
        ])
        #expect(try await cut.chat().ask(ChatRequest(message: "Why?")).warnings.contains { $0.contains("cut") })
        let calls = (0..<8).map { number in ScriptedModel.Line.calls([(name: "get_logs", arguments: ["pod": .string("\(number)")])]) }
        let endless = DeskHarness(calls + [.text("I don't know.")])
        #expect(try await endless.chat(tools: [FixedTool()]).ask(ChatRequest(message: "Why?")).warnings.contains { $0.contains("as much as it may") })
    }

    @Test func `doesn't found an answer on what it said before`() async throws {
        let harness = DeskHarness([.text("The limit was 512Mi."), .text("It was 512Mi.")])
        let desk = harness.chat()
        let first = try await desk.ask(ChatRequest(message: "What was the limit?"))
        let second = try await desk.ask(ChatRequest(message: "Sure?", conversationID: first.conversationID))
        #expect(second.warnings.contains { $0.contains("512") })
    }

    @Test func `is no answer where nothing but invented citations is left`() async {
        let failed = await #expect(throws: ChatError.self) { try await DeskHarness([.text("[E9]")]).chat().ask(ChatRequest(message: "?")) }
        guard case .model(let error) = failed else { return #expect(Bool(false)) }
        #expect(error.reason == .malformed)
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
