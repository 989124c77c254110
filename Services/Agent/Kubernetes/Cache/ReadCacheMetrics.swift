package import Telemetry

/// How much of what analyses ask of the cluster is shared.
package struct ReadCacheMetrics: Sendable {
    enum Outcome: String {
        /// Answered from what was read moments ago.
        case kept
        /// Waited for somebody else's call.
        case joined
        /// Asked the API server.
        case read
    }

    private let reads: Family<Label, Counter>
    private let bytes: Gauge
    private let answers: Gauge

    package init(registry: MetricsRegistry) {
        reads = registry.counter(
            "whence_kubernetes_reads_total", help: "Reads of the cluster: kept and joined ones asked the API server nothing.", labels: Label.self)
        bytes = registry.gauge("whence_kubernetes_cache_bytes", help: "Bytes of the answers that are kept for moments.")
        answers = registry.gauge("whence_kubernetes_cache_answers", help: "Answers that are kept for moments.")
    }

    func count(_ outcome: Outcome) {
        reads[Label("outcome", outcome.rawValue)].increment()
    }

    func hold(bytes: Int, answers: Int) {
        self.bytes.set(bytes)
        self.answers.set(answers)
    }
}
