import LLM
import Providers
import Telemetry
import Testing

@Suite("What tokens cost")
struct PriceTests {
    private let table = PriceTable([
        "anthropic/claude-*": .init(input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15),
        "anthropic/claude-haiku-*": .init(input: 1, output: 5),
        "gpt-5.5": .init(input: 2, cachedInput: 0.2, output: 8),
        "local/*": .init(input: 0, output: 0),
    ])

    private func cost(_ usage: TokenUsage, _ provider: String, _ model: String) -> Double? {
        table.cost(of: usage, by: ModelIdentity(provider: provider, model: model))
    }

    @Test("each kind of token has its price")
    func kinds() throws {
        let usage = TokenUsage(input: 1_000_000, cachedInput: 600_000, cacheWrites: 200_000, output: 100_000)
        let sum = try #require(cost(usage, "anthropic", "claude-sonnet-5-5"))
        #expect(abs(sum - (0.2 * 3 + 0.6 * 0.3 + 0.2 * 3.75 + 0.1 * 15)) < 1e-9)
    }

    @Test("what has no price of its own costs as input")
    func defaults() {
        let usage = TokenUsage(input: 1_000_000, cachedInput: 500_000, cacheWrites: 500_000, output: 0)
        #expect(cost(usage, "anthropic", "claude-haiku-4-5") == 1)
    }

    @Test(
        "a name is found whole, by its longest prefix, with its provider or without",
        arguments: [
            ("openai", "gpt-5.5", 2.0), ("azure", "gpt-5.5", 2), ("anthropic", "claude-haiku-5", 1), ("anthropic", "claude-opus-5", 3),
            ("local", "qwen", 0),
        ])
    func names(provider: String, model: String, price: Double) {
        #expect(cost(TokenUsage(input: 1_000_000), provider, model) == price)
    }

    @Test("a model without a price has no cost", arguments: [("openai", "gpt-5.5-mini"), ("gemini", "claude-opus-5")])
    func unknown(provider: String, model: String) {
        #expect(cost(TokenUsage(input: 1_000_000), provider, model) == nil)
    }

    @Test("is counted with the calls")
    func metrics() async throws {
        let registry = MetricsRegistry()
        let model = MeteredModel(
            ScriptedModel("first", [.success("ok"), failure(.overloaded)]), metrics: ModelMetrics(registry: registry))
        let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(1))
        _ = try await model.reply(to: request)
        await #expect(throws: ModelError.self) { try await model.reply(to: request) }
        let text = registry.exposition()
        for line in [
            #"whence_llm_calls_total{provider="first",model="m",outcome="finished"} 1"#,
            #"whence_llm_calls_total{provider="first",model="m",outcome="overloaded"} 1"#,
            #"whence_llm_tokens_total{provider="first",model="m",kind="input"} 15"#,
            #"whence_llm_tokens_total{provider="first",model="m",kind="output"} 2"#,
            #"whence_llm_call_seconds_count{provider="first",model="m"} 2"#,
        ] {
            #expect(text.contains(line), "\(line)")
        }
    }
}
