package import LLM
package import Telemetry

/// What language models were asked and what it cost. Labels are those of the settings: a handful of models.
package struct ModelMetrics: Sendable {
    struct Outcome: LabelSet {
        var identity: ModelIdentity
        /// `finished`, `tool_calls`, `length`, `refused`, or why there was no reply.
        var outcome: String
        var pairs: KeyValuePairs<String, String> { ["provider": identity.provider, "model": identity.model, "outcome": outcome] }
    }

    struct Tokens: LabelSet {
        var identity: ModelIdentity
        var kind: String
        var pairs: KeyValuePairs<String, String> { ["provider": identity.provider, "model": identity.model, "kind": kind] }
    }

    struct Model: LabelSet {
        var identity: ModelIdentity
        var pairs: KeyValuePairs<String, String> { ["provider": identity.provider, "model": identity.model] }
    }

    private let registry: MetricsRegistry
    private let calls: Family<Outcome, Counter>
    private let tokens: Family<Tokens, Counter>
    private let seconds: Family<Model, Histogram>
    private let retries: Family<Model, Counter>
    private let fallbacks: Family<Model, Counter>

    package init(registry: MetricsRegistry) {
        self.registry = registry
        calls = registry.counter(
            "whence_llm_calls_total", help: "Calls of language models by outcome, each attempt for itself.", labels: Outcome.self)
        tokens = registry.counter(
            "whence_llm_tokens_total", help: "Tokens by kind; input is what neither came from nor went to a cache.", labels: Tokens.self)
        seconds = registry.histogram(
            "whence_llm_call_seconds", help: "Time of one call.", labels: Model.self, bounds: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300])
        retries = registry.counter("whence_llm_retries_total", help: "Attempts after the first.", labels: Model.self)
        fallbacks = registry.counter("whence_llm_fallbacks_total", help: "Calls that were turned over to this model.", labels: Model.self)
    }

    package func retried(_ identity: ModelIdentity) -> @Sendable () -> Void {
        let counter = retries[Model(identity: identity)]
        return { counter.increment() }
    }

    package func fellBack(to identity: ModelIdentity) {
        fallbacks[Model(identity: identity)].increment()
    }

    /// Shows breakers from now on, by provider.
    package func watch<Ticks: Clock<Duration>>(_ breakers: [String: ModelBreaker<Ticks>]) {
        let sorted = breakers.sorted { $0.key < $1.key }
        registry.gauge("whence_llm_breaker_open", help: "1 while a provider is left alone, 0.5 while it is probed.") {
            sorted.map { (labels: Label("provider", $0.key), value: $0.value.openness) }
        }
    }

    func finished(_ identity: ModelIdentity, outcome: String, usage: TokenUsage, took: Duration) {
        calls[Outcome(identity: identity, outcome: outcome)].increment()
        seconds[Model(identity: identity)].observe(took)
        for (kind, count) in [
            ("input", usage.input - usage.cachedInput - usage.cacheWrites), ("cached_input", usage.cachedInput), ("cache_write", usage.cacheWrites),
            ("output", usage.output),
        ] where count > 0 {
            tokens[Tokens(identity: identity, kind: kind)].increment(by: count)
        }
    }
}

/// Counts and times each call of a model.
package struct MeteredModel: LanguageModel {
    private let base: any LanguageModel
    private let metrics: ModelMetrics

    package init(_ base: any LanguageModel, metrics: ModelMetrics) {
        self.base = base
        self.metrics = metrics
    }

    package var identity: ModelIdentity { base.identity }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let start = ContinuousClock.now
        do throws(ModelError) {
            let reply = try await base.reply(to: request, onProgress: onProgress)
            finish(reply.stop.label, reply.usage, since: start)
            return reply
        } catch {
            finish(error.reason.rawValue, error.usage, since: start)
            throw error
        }
    }

    private func finish(_ outcome: String, _ usage: TokenUsage, since start: ContinuousClock.Instant) {
        metrics.finished(identity, outcome: outcome, usage: usage, took: start.duration(to: .now))
    }
}

extension StopReason {
    /// One of few words, for metrics and traces.
    var label: String {
        switch self {
        case .finished: "finished"
        case .toolCalls: "tool_calls"
        case .length: "length"
        case .refused: "refused"
        }
    }
}
