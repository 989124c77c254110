import HTTPKit
import LLM
import Providers
import TestSupport
import Testing

@Suite("A provider that keeps failing")
struct BreakerTests {
    private let clock = ManualClock()
    private let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(60))

    private func breaker() -> ModelBreaker<ManualClock> {
        ModelBreaker(limits: .init(failures: 3, pause: .seconds(30)), clock: clock)
    }

    private func reason(_ model: BreakingModel<ManualClock>) async -> ModelError.Reason? {
        do throws(ModelError) {
            _ = try await model.reply(to: request)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("is left alone, probed, and asked again")
    func opens() async {
        let scripted = ScriptedModel("first", [failure(.overloaded), failure(.timedOut), failure(.malformed), failure(.unreachable), .success("ok")])
        let breaker = breaker()
        let model = BreakingModel(scripted, breaker: breaker)
        #expect(await [reason(model), reason(model), reason(model)] == [.overloaded, .timedOut, .malformed])
        #expect(breaker.openness == 1)
        #expect(await reason(model) == .circuitOpen)
        clock.advance(by: .seconds(30))
        #expect(await reason(model) == .unreachable)
        #expect(await reason(model) == .circuitOpen)
        clock.advance(by: .seconds(30))
        #expect(await reason(model) == nil)
        #expect(breaker.openness == 0)
        #expect(scripted.requests.count == 5)
    }

    @Test("counts as left alone no longer than it is, though nobody calls")
    func lapses() async {
        let breaker = breaker()
        let model = BreakingModel(ScriptedModel("first", [failure(.serverError)]), breaker: breaker)
        for _ in 0..<3 { _ = await reason(model) }
        #expect(breaker.openness == 1)
        clock.advance(by: .seconds(30))
        #expect(breaker.openness == 0)
    }

    @Test(
        "isn't one that refuses, limits or is left",
        arguments: [ModelError.Reason.rateLimited, .invalidRequest, .tooLong, .unauthorized, .notFound, .cancelled])
    func neutral(reason: ModelError.Reason) async {
        let breaker = breaker()
        let model = BreakingModel(ScriptedModel("first", [failure(reason)]), breaker: breaker)
        for _ in 0..<10 { #expect(await self.reason(model) == reason) }
        #expect(breaker.openness == 0)
    }

    @Test("is left alone by all its models")
    func shared() async {
        let breaker = breaker()
        let judge = BreakingModel(ScriptedModel("first", [failure(.serverError)]), breaker: breaker)
        let condenser = BreakingModel(ScriptedModel("first", [.success("ok")]), breaker: breaker)
        for _ in 0..<3 { _ = await reason(judge) }
        #expect(await reason(condenser) == .circuitOpen)
    }
}
