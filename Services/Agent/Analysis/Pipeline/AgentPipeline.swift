import AgentDomain
package import AgentReasoning
import AgentRules
package import Contracts
package import Loki
package import Prometheus
package import Tempo

/// An analysis from the alert to the report: `target → gather → mask → rules → report`.
///
/// It always has an answer. What could not be read lowers the answer's quality and is named in it; a cluster that can't be read at all
/// makes the verdict `inconclusive`.
package struct AgentPipeline: Sendable {
    private let gather: GatherStage
    private let rules: RulesEngine
    private let artifacts: ArtifactStage

    package init(
        cluster: ClusterSource, prometheus: PrometheusClient? = nil, tempo: TempoClient? = nil, loki: LokiClient? = nil,
        settings: AnalysisSettings = AnalysisSettings()
    ) {
        let signals = SignalStage(
            metrics: prometheus.map { MetricsGatherer(client: $0) },
            traces: tempo.map { TraceGatherer(client: $0, limits: settings.traces) },
            logs: loki.map { LokiGatherer(client: $0, lines: settings.lokiLines) })
        gather = GatherStage(cluster: cluster, signals: signals, limits: settings.limits)
        rules = RulesEngine()
        artifacts = ArtifactStage(eventLimit: settings.eventLimit, logTailLines: settings.logTailLines)
    }

    /// - Parameter onEvent: told what happens, as it happens.
    package func analyze(
        _ request: AnalyzeRequest, onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async -> AnalyzeResponse {
        var stopwatch = Stopwatch()
        onEvent(.stage(.gathering))
        let context = await gather(request.alert, &stopwatch)
        onEvent(.stage(.rules))
        var response = await stopwatch.measure("rules") {
            rules.analyze(request, snapshot: context.snapshot, capabilities: context.capabilities)
        }
        response.artifacts += await stopwatch.measure("artifacts") {
            artifacts(context.snapshot, namespace: response.context.namespace, onset: request.alert.startsAt)
        }
        response.warnings = context.warnings + response.warnings
        response.timingsMs.merge(stopwatch.finished()) { $1 }
        onEvent(.rules(response))
        onEvent(.answer(response))
        return response
    }

    /// An incident's story, from its alerts and their analyses.
    package func summarize(_ request: SummarizeIncidentRequest) -> SummarizeIncidentResponse {
        IncidentSummarizer().summarize(request)
    }
}
