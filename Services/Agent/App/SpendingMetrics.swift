import AgentSessions
import LLM
import Telemetry

/// What models cost and what waits to be stored, read when it is asked for.
enum SpendingMetrics {
    private struct Labels: LabelSet {
        var provider: String
        var model: String
        var purpose: String

        var pairs: KeyValuePairs<String, String> { ["provider": provider, "model": model, "purpose": purpose] }
    }

    static func register(_ tally: UsageTally, _ meter: SpendMeter, in registry: MetricsRegistry) {
        @Sendable func labels(_ key: UsageTally.MetricKey) -> Labels {
            Labels(provider: key.model.provider, model: key.model.model, purpose: key.purpose.rawValue)
        }
        registry.counter("whence_llm_cost_usd_total", help: "US dollars that models cost by the price table, and what for.") {
            tally.totals.map { (labels($0.key), Double($0.value.microdollars) / 1_000_000) }
        }
        registry.counter("whence_llm_unpriced_calls_total", help: "Calls of models that the price table doesn't have.") {
            tally.totals.map { (labels($0.key), Double($0.value.unpricedCalls)) }
        }
        registry.gauge("whence_llm_day_cost_usd", help: "US dollars spent today (UTC), by all replicas that share a session database.") {
            Double(meter.spend.microdollars) / 1_000_000
        }
        registry.gauge("whence_llm_day_tokens", help: "Tokens spent today (UTC), likewise.") { Double(meter.spend.tokens) }
        registry.gauge("whence_llm_day_budget_usd", help: "US dollars that may be spent in a day.") { meter.budget.usd }
        registry.gauge("whence_llm_day_budget_tokens", help: "Tokens that may be spent in a day.") { meter.budget.tokens.map(Double.init) }
        registry.counter("whence_llm_budget_refusals_total", help: "Calls of models that weren't made because the day's budget was spent.") {
            Double(meter.refusals)
        }
    }

    static func register(_ queue: SessionQueue, in registry: MetricsRegistry) {
        registry.gauge("whence_sessions_waiting", help: "Analyses that wait to be stored.") { Double(queue.count) }
        registry.counter("whence_sessions_dropped_total", help: "Analyses that could not be stored.") { Double(queue.dropped) }
    }
}
