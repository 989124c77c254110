import Telemetry

/// Who was let in and who wasn't.
struct AccessMetrics: Sendable {
    struct Refusal: LabelSet {
        /// `missing`, `unknown`, `expired`, `unavailable`; `role`, `cluster`, `cross_site`.
        var reason: String
        var pairs: KeyValuePairs<String, String> { ["reason": reason] }
    }

    let refusals: Family<Refusal, Counter>

    init(registry: MetricsRegistry) {
        refusals = registry.counter("whence_access_refused_total", help: "Requests that were not let in, by reason.", labels: Refusal.self)
        for failure in AuthenticationFailure.allCases { _ = refusals[Refusal(reason: failure.rawValue)] }
    }

    func refused(_ reason: String) {
        refusals[Refusal(reason: reason)].increment()
    }
}
