import LLM
import Providers
import TestSupport
import Testing

@Suite("A model that is asked again")
struct RetryTests {
    private let clock = ManualClock()
    private let policy = ModelRetryPolicy(maximumAttempts: 5, minimumWait: .seconds(1), maximumWait: .seconds(4))

    private func retrying(_ model: ScriptedModel, chance: Double = 0) -> RetryingModel<ManualClock> {
        RetryingModel(model, policy: policy, clock: clock, chance: { chance })
    }

    private func request(timeout: Duration = .seconds(600)) -> ModelRequest {
        ModelRequest(system: "", turns: [.user("?")], timeout: timeout)
    }

    @Test("answers once it can, and says what all attempts cost")
    func recovers() async throws {
        let model = ScriptedModel("first", [failure(.overloaded), failure(.unreachable), .success("ok")])
        let told = Locked<[ModelProgress]>([])
        let reply = try await retrying(model).reply(to: request()) { progress in told.withLock { $0.append(progress) } }
        #expect(reply.turn.text == "ok")
        #expect(reply.usage == TokenUsage(input: 20, output: 2, calls: 3))
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(told.value == [.restarted, .restarted, .text("ok")])
    }

    @Test(
        "waits twice as long each time, up to a bound, half of it by chance",
        arguments: [(0.0, [500, 1000, 2000, 2000]), (1.0, [1000, 2000, 4000, 4000])])
    func backoff(chance: Double, milliseconds: [Int]) async {
        let model = ScriptedModel("first", [failure(.serverError)])
        let error = await #expect(throws: ModelError.self) { try await retrying(model, chance: chance).reply(to: request()) }
        #expect(error?.reason == .serverError)
        #expect(error?.usage.calls == 5)
        #expect(clock.sleeps == milliseconds.map { .milliseconds($0) })
    }

    @Test("is asked again for what may pass, and only for that", arguments: ModelError.Reason.allCases)
    func reasons(reason: ModelError.Reason) async {
        let model = ScriptedModel("first", [failure(reason)])
        await #expect(throws: ModelError.self) { try await retrying(model).reply(to: request()) }
        let passes: Set<ModelError.Reason> = [.rateLimited, .overloaded, .serverError, .timedOut, .unreachable, .malformed]
        #expect(model.requests.count == (passes.contains(reason) ? 5 : 1))
    }

    @Test("comes back when the provider says, and not much later")
    func retryAfter() async throws {
        let model = ScriptedModel("first", [failure(.rateLimited, retryAfter: .seconds(30)), .success("ok")])
        _ = try await retrying(model, chance: 0.5).reply(to: request())
        #expect(clock.sleeps == [.milliseconds(30_250)])
    }

    @Test("never waits past the caller's deadline")
    func deadline() async {
        let model = ScriptedModel("first", [failure(.rateLimited, retryAfter: .seconds(30))])
        let error = await #expect(throws: ModelError.self) { try await retrying(model).reply(to: request(timeout: .seconds(20))) }
        #expect(error?.reason == .rateLimited)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("doesn't begin what has no time, nor wait long where another stands ready")
    func noTime() async {
        let model = ScriptedModel("first", [failure(.serverError)])
        await #expect(throws: ModelError.self) { try await retrying(model).reply(to: request(timeout: .milliseconds(1_400))) }
        #expect(model.requests.count == 1)
        var policy = policy
        policy.maximumAsked = .seconds(5)
        func wait(_ asked: Duration) -> Duration? {
            let error = ModelError(.rateLimited, detail: "", retryAfter: asked)
            return policy.wait(afterAttempt: 1, error: error, remaining: .seconds(60), chance: 0)
        }
        #expect(wait(.seconds(20)) == nil)
        #expect(wait(.seconds(5)) == .seconds(5))
    }

    @Test("gives each attempt only the time that is left")
    func timeouts() async throws {
        let model = ScriptedModel("first", [failure(.serverError), .success("ok")]) { [clock] in clock.advance(by: .seconds(2)) }
        _ = try await retrying(model).reply(to: request(timeout: .seconds(10)))
        #expect(model.requests.map(\.timeout) == [.seconds(10), .milliseconds(7500)])
    }

    @Test("gives up with its caller")
    func cancelled() async {
        let model = ScriptedModel("first", [failure(.serverError)])
        let reason = await withTaskGroup(of: ModelError.Reason?.self) { group in
            group.addTask {
                do throws(ModelError) {
                    _ = try await retrying(model).reply(to: request())
                    return nil
                } catch {
                    return error.reason
                }
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(reason == .cancelled)
        #expect(model.requests.count == 1)
    }
}
