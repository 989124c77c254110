package import AgentDomain
package import AgentReasoning
import AgentRules
package import Contracts
package import Loki
package import Masking
package import Prometheus
import Telemetry
package import Tempo

/// An analysis from the alert to the report: `target → gather → mask → rules → reason → report`.
///
/// It always has an answer. What could not be read lowers the answer's quality and is named in it; a cluster that can't be read at all
/// makes the verdict `inconclusive`; and where there is no language model, or it fails, the rules' answer is the answer.
package struct AgentPipeline: Sendable {
    private let gather: GatherStage
    private let rules: RulesEngine
    private let artifacts: ArtifactStage
    private let reason: ReasonStage?
    private let turnstile: Turnstile
    private let masker: Masker

    /// - Parameters:
    ///   - masker: what every text passes on its way out; each analysis has placeholders of its own.
    ///   - reasoner: nil for rules alone.
    ///   - recall: Finds earlier analyses of the same alert, for the reasoner.
    package init(
        cluster: ClusterSource, prometheus: PrometheusClient? = nil, tempo: TempoClient? = nil, loki: LokiClient? = nil,
        settings: AnalysisSettings = AnalysisSettings(), masker: Masker = .standard, reasoner: Reasoner? = nil,
        recall: @escaping EarlierAnalysis.Recall = { _ in [] }
    ) {
        let signals = SignalStage(
            metrics: prometheus.map { MetricsGatherer(client: $0) },
            traces: tempo.map { TraceGatherer(client: $0, limits: settings.traces) },
            logs: loki.map { LokiGatherer(client: $0, lines: settings.lokiLines) })
        gather = GatherStage(cluster: cluster, signals: signals, limits: settings.limits)
        rules = RulesEngine()
        turnstile = Turnstile(width: settings.readingConcurrency)
        self.masker = masker
        artifacts = ArtifactStage(eventLimit: settings.eventLimit, logTailLines: settings.logTailLines)
        reason = reasoner.map { reasoner in
            let tools = AnalysisTools(
                cluster: cluster, prometheus: prometheus, tempo: tempo, loki: loki, readsSecretMetadata: settings.limits.readsSecretMetadata)
            return ReasonStage(reasoner: reasoner, tools: tools, recall: recall)
        }
    }

    /// - Parameters:
    ///   - masking: the analysis' own placeholders; made here where the caller needs none of them.
    ///   - onEvent: told what happens, as it happens.
    package func analyze(
        _ request: AnalyzeRequest, masking: MaskingSession? = nil, onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async -> AnalyzeResponse {
        var stopwatch = Stopwatch()
        let masking = masking ?? masker.session()
        let (study, input) = await turnstile.pass { await self.study(request, masking, &stopwatch, onEvent) }
        var response = study.response
        if let reason, let input {
            onEvent(.stage(.thinking))
            response = await stopwatch.measure("reason") { await reason(request, study, input, masking, onEvent: onEvent) }.masked(with: masking)
            response.timingsMs.merge(stopwatch.finished()) { $1 }
        }
        onEvent(.answer(response))
        return response
    }

    /// All that needs what was gathered, which is let go of afterwards.
    private func study(
        _ request: AnalyzeRequest, _ masking: MaskingSession, _ stopwatch: inout Stopwatch, _ onEvent: @Sendable (AnalysisEvent) -> Void
    ) async -> (RulesStudy, ReasonStage.Input?) {
        onEvent(.stage(.gathering))
        var context = await withSpan("gather") { _ in await gather(request.alert, &stopwatch) }
        context.mask(with: masking)
        onEvent(.stage(.rules))
        var study = await stopwatch.measure("rules") {
            rules.study(request, snapshot: context.snapshot, masking: masking, capabilities: context.capabilities)
        }
        let shown = await stopwatch.measure("artifacts") {
            artifacts(context.snapshot, namespace: study.response.context.namespace, onset: request.alert.startsAt, masking: masking)
        }
        study.response.artifacts += shown
        study.response.warnings = context.warnings + study.response.warnings
        study.response.timingsMs.merge(stopwatch.finished()) { $1 }
        study.response = study.response.masked(with: masking)
        onEvent(.rules(study.response))
        return (study, reason == nil ? nil : ReasonStage.Input(context.snapshot))
    }

    /// An incident's story, from its alerts and their analyses.
    package func summarize(_ request: SummarizeIncidentRequest, masking: MaskingSession) -> SummarizeIncidentResponse {
        IncidentSummarizer(masking: masking).summarize(request).masked(with: masking)
    }
}
