package import Telemetry

/// What became of spans.
package struct TraceMetrics: Sendable {
    private let exported: Counter
    private let refused: Counter
    private let failed: Counter
    /// Those that there was no room for.
    package let dropped: Counter

    package init(registry: MetricsRegistry) {
        let family = registry.counter(
            "whence_trace_spans_total",
            help: "Spans by what became of them: exported, refused by the collector, failed to be sent, or dropped because too many waited.",
            labels: Label.self)
        // All of them from the start: a rate needs a zero to begin at.
        exported = family[Label("outcome", "exported")]
        refused = family[Label("outcome", "refused")]
        failed = family[Label("outcome", "failed")]
        dropped = family[Label("outcome", "dropped")]
    }

    func count(_ outcome: ExportOutcome, of spans: Int) {
        switch outcome {
        case .delivered(let refused):
            exported.increment(by: spans - min(refused, spans))
            self.refused.increment(by: min(refused, spans))
        case .lost: failed.increment(by: spans)
        }
    }

    func lost(_ spans: Int) { failed.increment(by: spans) }
}
