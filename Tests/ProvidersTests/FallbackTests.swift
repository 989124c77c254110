import LLM
import Providers
import TestSupport
import Testing

@Suite("A chain of models")
struct FallbackTests {
    private let clock = ManualClock()
    private let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(90))

    @Test(
        "asks the next where one can't answer, whatever the reason",
        arguments: [ModelError.Reason.unauthorized, .overloaded, .tooLong, .circuitOpen, .malformed])
    func next(reason: ModelError.Reason) async throws {
        let second = ScriptedModel("second", [.success("ok")])
        let turnedTo = Locked<[ModelIdentity]>([])
        let chain = FallbackModel(ScriptedModel("first", [failure(reason)]), [second], clock: clock) { identity in
            turnedTo.withLock { $0.append(identity) }
        }
        let told = Locked<[ModelProgress]>([])
        let reply = try await chain.reply(to: request) { progress in told.withLock { $0.append(progress) } }
        #expect(reply.identity.provider == "second")
        #expect(reply.usage == TokenUsage(input: 15, output: 2, calls: 2))
        #expect(told.value == [.restarted, .text("ok")])
        #expect(turnedTo.value == [second.identity])
        #expect(chain.identity.provider == "first")
    }

    @Test("keeps some time for the next")
    func time() async throws {
        let first = ScriptedModel("first", [failure(.timedOut)]) { [clock] in clock.advance(by: .seconds(60)) }
        let second = ScriptedModel("second", [.success("ok")])
        _ = try await FallbackModel(first, [second], clock: clock).reply(to: request)
        #expect(first.requests.map(\.timeout) == [.seconds(60)])
        #expect(second.requests.map(\.timeout) == [.seconds(30)])
    }

    @Test("ends with the last one's error")
    func exhausted() async {
        let chain = FallbackModel(ScriptedModel("first", [failure(.overloaded)]), [ScriptedModel("second", [failure(.unauthorized)])], clock: clock)
        let error = await #expect(throws: ModelError.self) { try await chain.reply(to: request) }
        #expect(error?.reason == .unauthorized)
        #expect(error?.identity?.provider == "second")
        #expect(error?.usage.calls == 2)
    }

    @Test("doesn't go on for a caller that has left, nor past its time", arguments: [ModelError.Reason.cancelled, .timedOut])
    func stops(reason: ModelError.Reason) async {
        let first = ScriptedModel("first", [failure(reason)]) { [clock] in clock.advance(by: .seconds(90)) }
        let second = ScriptedModel("second", [.success("ok")])
        let error = await #expect(throws: ModelError.self) { try await FallbackModel(first, [second], clock: clock).reply(to: request) }
        #expect(error?.reason == reason)
        #expect(second.requests.isEmpty)
    }
}
