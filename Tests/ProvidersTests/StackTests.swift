import HTTPKit
import LLM
import Providers
import Telemetry
import TestSupport
import Testing

/// All wrappers together, over real sockets.
@Suite("The models of a process")
struct StackTests {
    private let quick = ModelStack.Patience(
        retry: ModelRetryPolicy(maximumAttempts: 3, minimumWait: .milliseconds(1), maximumWait: .milliseconds(2)), silence: .seconds(10))

    @Test("survive faults by asking again, and the first provider's end by asking the second")
    func chain() async throws {
        let registry = MetricsRegistry()
        let flaky: @Sendable (ModelAsk) -> ModelAct = { $0.number < 2 ? .fault(.truncated) : $0.number == 2 ? .text("first") : .fault(.status(500)) }
        try await SimulatedProvider.run(.anthropic, script: flaky) { one in
            try await SimulatedProvider.run(.chat, script: { _ in .text("second") }) { second in
                try await withTransport { transport in
                    let stack = ModelStack(
                        [Provider.configuration(.anthropic, at: one.address), Provider.configuration(.chat, at: second.address)],
                        condenser: Provider.configuration(.anthropic, at: one.address, model: "small"), patience: quick, transport: transport,
                        metrics: ModelMetrics(registry: registry))
                    let judge = try #require(stack?.judge)
                    let first = try await judge.reply(to: Provider.request())
                    #expect(first.turn.text == "first")
                    let reply = try await judge.reply(to: Provider.request())
                    #expect(reply.turn.text == "second")
                    #expect(reply.usage.calls == 4)
                    #expect(reply.identity == ModelIdentity(provider: "openai", model: "gpt-5.5"))
                    #expect(stack?.condenser?.identity.model == "small")
                }
            }
        }
        let text = registry.exposition()
        #expect(text.contains(#"whence_llm_retries_total{provider="anthropic",model="claude-sonnet-5-5"} 4"#))
        #expect(text.contains(#"whence_llm_fallbacks_total{provider="openai",model="gpt-5.5"} 1"#))
        #expect(text.contains(#"whence_llm_breaker_open{provider="anthropic"} 0"#))
    }

    @Test("are none without a provider")
    func none() throws {
        let transport = MockStreaming()
        let stack = ModelStack([], transport: transport, metrics: ModelMetrics(registry: MetricsRegistry()))
        #expect(stack?.judge.identity == nil)
    }
}

private struct MockStreaming: StreamingTransport {
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        throw TransportError(reason: .connectFailed, request: "", detail: "")
    }

    func stream<Reader: ResponseReader>(_ request: OutboundRequest, silence: Duration, into reader: Reader) async -> StreamedResponse<Reader> {
        StreamedResponse(reader: reader, failure: TransportError(reason: .connectFailed, request: "", detail: ""))
    }
}
