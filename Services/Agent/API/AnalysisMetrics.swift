import Contracts
package import Telemetry

/// How many analyses were made, what they found, and how long they took.
package struct AnalysisMetrics: Sendable {
    struct Verdict: LabelSet {
        /// The first cause's slug: a closed set.
        var category: String
        var quality: String

        var pairs: KeyValuePairs<String, String> { ["category": category, "quality": quality] }
    }

    private let analyses: Family<Verdict, Counter>
    private let stages: Family<Label, Histogram>
    let rejected: Counter

    package init(registry: MetricsRegistry) {
        analyses = registry.counter("whence_analyses_total", help: "Analyses by the first cause and their quality.", labels: Verdict.self)
        stages = registry.histogram("whence_analysis_stage_seconds", help: "Time of an analysis by stage.", labels: Label.self)
        rejected = registry.counter("whence_analyses_rejected_total", help: "Analyses refused because too many were running.")
    }

    func finished(_ response: AnalyzeResponse) {
        let category = response.rootCauses.first?.category.rawValue ?? "none"
        analyses[Verdict(category: category, quality: response.analysisQuality.rawValue)].increment()
        for (stage, milliseconds) in response.timingsMs {
            stages[Label("stage", stage)].observe(.microseconds(Int64(milliseconds * 1000)))
        }
    }
}
