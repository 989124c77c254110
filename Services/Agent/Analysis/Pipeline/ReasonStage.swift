import AgentDomain
import AgentPrompts
import AgentReasoning
import Contracts
import Masking
import Primitives

/// The last stage: what was gathered and what rules found, put before a language model.
struct ReasonStage: Sendable {
    let reasoner: Reasoner
    let tools: AnalysisTools
    let recall: EarlierAnalysis.Recall

    /// What of a snapshot is needed from here on. The snapshot itself isn't held while a model thinks: it may have megabytes.
    struct Input: Sendable {
        fileprivate let measurements: [EvidenceItem]
        fileprivate let objects: [ClusterOverview.Line]
        fileprivate let known: KnownObjects
        fileprivate let now: Timestamp

        init(_ snapshot: ClusterSnapshot) {
            measurements = snapshot.measurements.map { measurement in
                EvidenceItem(
                    id: "", source: "prometheus", query: measurement.query, object: measurement.object, observedAt: measurement.at,
                    text: measurement.text)
            }
            objects = Array(ClusterOverview.lines(ClusterIndex(snapshot)).prefix(Self.maximumObjects))
            known = KnownObjects(snapshot)
            now = snapshot.now
        }

        /// Those that are unwell come first; a prompt has room for fewer.
        private static let maximumObjects = 400
    }

    func callAsFunction(
        _ request: AnalyzeRequest, _ study: RulesStudy, _ input: Input, _ masking: MaskingSession,
        onEvent: @escaping @Sendable (AnalysisEvent) -> Void
    ) async -> AnalyzeResponse {
        let material = AnalysisMaterial(
            request: request, rules: study, measurements: input.measurements, objects: input.objects, earlier: await recall(request.alert))
        return await reasoner.reason(
            material, known: input.known, tools: tools.all(now: input.now, similar: request.similarIncidents, masking: masking),
            mask: { masking.mask($0) },
            onEvent: onEvent)
    }
}
