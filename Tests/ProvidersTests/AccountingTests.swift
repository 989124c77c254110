import HTTPKit
import HTTPTypes
import LLM
import TestSupport
import Testing

@testable import Providers

@Suite("What broken attempts cost")
struct AccountingTests {
    private let clock = ManualClock()
    private let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(90))
    private static let chunk = #"data: {"choices":[{"index":0,"delta":{"content":"0123456789abcdef"}}]}"# + "\n\n"

    private static func reply(_ pieces: [String], status: Int = 200, _ failure: TransportError.Reason?, silence: Duration = .seconds(45)) async
        -> ModelError?
    {
        let configuration = ProviderConfiguration(kind: .openai, api: .openAIChat, baseURL: "http://x/v1", key: nil, model: "m")
        let transport = BreakingStream(status: status, pieces: pieces, failure: failure)
        let question = ModelRequest(system: "", turns: [.user(String(repeating: "word ", count: 1_000))], timeout: .seconds(90))
        do throws(ModelError) {
            _ = try await configuration.model(over: transport, silence: silence).reply(to: question)
            return nil
        } catch {
            return error
        }
    }

    @Test("is told by model, since each has a price of its own")
    func shares() async throws {
        let first = ScriptedModel("first", [failure(.unreachable)])
        let second = ScriptedModel("second", [failure(.overloaded), .success("ok")])
        let patient = RetryingModel(second, policy: ModelRetryPolicy(), clock: clock, chance: { 0 })
        let reply = try await FallbackModel(first, [patient], clock: clock).reply(to: request)
        #expect(reply.usage == TokenUsage(input: 20, output: 2, calls: 3))
        #expect(
            reply.shares == [
                first.identity: TokenUsage(input: 5, calls: 1), second.identity: TokenUsage(input: 15, output: 2, calls: 2),
            ])
        let dear: (ModelIdentity, TokenUsage) -> Double? = { $0.provider == "first" ? Double($1.input) : nil }
        #expect(reply.shares.dollars(dear) == 5)
        #expect(reply.shares.dollars { _, _ in nil } == nil)
    }

    @Test("is told by model where all fail")
    func exhausted() async {
        let models = ["first", "second", "third"].map { ScriptedModel($0, [failure(.overloaded)]) }
        let chain = FallbackModel(models[0], Array(models.dropFirst()), clock: clock)
        let error = await #expect(throws: ModelError.self) { try await chain.reply(to: request) }
        #expect(error?.usage == TokenUsage(input: 15, calls: 3))
        #expect(error?.shares.count == 3)
        #expect(error?.shares.values.allSatisfy { $0 == TokenUsage(input: 5, calls: 1) } == true)
    }

    @Test("is estimated where the provider told nothing before", arguments: [TransportError.Reason.timedOut, .disconnected, .cancelled])
    func estimated(failure: TransportError.Reason) async throws {
        let usage = try #require(await Self.reply([Self.chunk, Self.chunk], failure)).usage
        #expect(usage.calls == 1 && usage.estimatedCalls == 1)
        #expect((1_250...1_400).contains(usage.input))
        #expect(usage.output == 8)
    }

    @Test("is nothing where nothing was reached, or the provider refused")
    func unpaid() async throws {
        #expect(await Self.reply([], .connectFailed)?.usage == TokenUsage())
        #expect(await Self.reply(["{}"], status: 503, nil)?.usage == TokenUsage(calls: 1))
    }

    @Test("doesn't count against a provider that was answering when its caller's time was up, nor for an empty answer")
    func blame() async throws {
        #expect(await Self.reply([Self.chunk], .timedOut)?.blamesProvider == false)
        #expect(await Self.reply([Self.chunk], .timedOut, silence: .zero)?.blamesProvider == true)
        #expect(await Self.reply([], status: 0, .timedOut)?.blamesProvider == true)
        let empty = await Self.reply([#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n", "data: [DONE]\n\n"], nil)
        #expect(empty?.reason == .malformed && empty?.blamesProvider == false)
        #expect(await Self.reply(["data: {\n\n"], nil)?.blamesProvider == true)
        for reason in [ModelError.Reason.timedOut, .malformed] {
            let breaker = ModelBreaker(limits: .init(failures: 1, pause: .seconds(30)), clock: clock)
            var error = ModelError(reason, detail: "")
            error.blamesProvider = false
            let model = BreakingModel(ScriptedModel("first", [.failure(error)]), breaker: breaker)
            await #expect(throws: ModelError.self) { try await model.reply(to: request) }
            #expect(breaker.openness == 0)
        }
    }

    @Test("isn't paid again for what stays so", arguments: [TransportError.Reason.tlsFailed, .tooLarge, .invalidURL])
    func final(failure: TransportError.Reason) async throws {
        let error = try #require(await Self.reply([], failure))
        #expect(!ModelRetryPolicy.mayPass(error.reason))
    }

    @Test("isn't paid again for an address that redirects, and says where to")
    func redirect() async throws {
        let error = try #require(await Self.reply([], status: 301, nil))
        #expect(error.reason == .notFound)
        #expect(error.detail == "status 301: the address redirects to https://api.example.com")
    }
}

/// Gives a head, if the status isn't 0, some pieces, and a failure.
private struct BreakingStream: StreamingTransport {
    let status: Int
    let pieces: [String]
    let failure: TransportError.Reason?

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        throw TransportError(reason: .connectFailed, request: "", detail: "")
    }

    func stream<Reader: ResponseReader>(_ request: OutboundRequest, silence: Duration, into reader: Reader) async -> StreamedResponse<Reader> {
        var reader = reader
        if status > 0, failure != .connectFailed {
            _ = reader.receive(ResponseHead(status: .init(code: status), headers: [.location: "https://api.example.com/v2?key=x"]))
        }
        for piece in pieces { _ = reader.receive(Array(piece.utf8)) }
        return StreamedResponse(reader: reader, failure: failure.map { TransportError(reason: $0, request: "", detail: "simulated") })
    }
}
