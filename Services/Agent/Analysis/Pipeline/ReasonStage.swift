import AgentDomain
import AgentPrompts
import AgentReasoning
import Contracts
import Primitives

/// The last stage: what was gathered and what rules found, put before a language model.
struct ReasonStage: Sendable {
    let reasoner: Reasoner
    let tools: AnalysisTools
    let recall: EarlierAnalysis.Recall

    func callAsFunction(
        _ request: AnalyzeRequest, _ study: RulesStudy, _ context: GatheredContext, onEvent: @escaping @Sendable (AnalysisEvent) -> Void
    ) async -> AnalyzeResponse {
        let material = AnalysisMaterial(
            request: request, rules: study, measurements: context.snapshot.measurements.map(Self.evidence),
            objects: ClusterOverview.lines(ClusterIndex(context.snapshot)), earlier: await recall(request.alert))
        let redactor = Redactor()
        return await reasoner.reason(
            material, known: KnownObjects(context.snapshot), tools: tools.all(now: context.snapshot.now, similar: request.similarIncidents),
            mask: { redactor.redact($0) }, onEvent: onEvent)
    }

    private static func evidence(_ measurement: Measurement) -> EvidenceItem {
        EvidenceItem(
            id: "", source: "prometheus", query: measurement.query, object: measurement.object, observedAt: measurement.at, text: measurement.text)
    }
}
