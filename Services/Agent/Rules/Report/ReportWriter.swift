import AgentDomain
import Contracts
import KubernetesModel
import Masking
import Primitives

/// Writes a diagnosis down as the answer of `/analyze`. All text passes the masking boundary here.
struct ReportWriter {
    let request: AnalyzeRequest
    let diagnosis: Diagnosis
    let investigation: Investigation
    private let masking: MaskingSession

    init(request: AnalyzeRequest, diagnosis: Diagnosis, investigation: Investigation) {
        self.request = request
        self.diagnosis = diagnosis
        self.investigation = investigation
        masking = investigation.masking
    }

    func study(capabilities: Capabilities, timings: [String: Double]) -> RulesStudy {
        let citations = diagnosis.causes.flatMap(\.evidence) + diagnosis.symptoms.prefix(4).flatMap { $0.evidence.prefix(2) } + diagnosis.context
        let (items, ids) = investigation.evidence.items(citedBy: citations)
        let causes = diagnosis.causes.map { finding in
            RootCause(
                category: finding.category, title: masking.mask(Headline.title(of: finding)),
                object: finding.object.name.isEmpty ? nil : finding.object,
                confidence: (min(0.99, max(0.05, finding.confidence)) * 100).rounded() / 100, explanation: masking.mask(finding.explanation),
                evidence: finding.evidence.compactMap { ids[$0] }.reduce(into: []) { list, id in if !list.contains(id) { list.append(id) } })
        }
        let recommendations: [Recommendation] =
            diagnosis.causes.first.map { cause in
                Recommender(cause: cause, index: investigation.index, changes: diagnosis.changes).recommendations().map {
                    recommendation -> Recommendation in
                    var masked = recommendation
                    masked.text = masking.mask(recommendation.text)
                    masked.command = recommendation.command.map { masking.mask($0) }
                    return masked
                }
            } ?? []
        let impact = ImpactAssessor(diagnosis: diagnosis, target: investigation.target, index: investigation.index, alert: request.alert).impact()
        let summary = summary(causes)
        let symptoms = diagnosis.symptoms.map { masking.mask($0.title) }
        let notes = diagnosis.notes.map { masking.mask($0) }
        let missing = diagnosis.missing.map { masking.mask($0) }
        let findings = Markdown.detail(
            causes: causes, symptoms: symptoms, chain: diagnosis.chain, evidence: items, changes: diagnosis.changes,
            recommendations: recommendations, impact: impact, notes: notes, missing: missing)
        let history = History(request.similarIncidents, cause: causes.first, masking: masking).section
        let detail = [findings, history].compactMap(\.self).joined(separator: "\n\n")
        let response = AnalyzeResponse(
            threadTs: request.threadTs, analysis: "## \(Markdown.escape(causes.first?.title ?? ""))\n\n\(Markdown.escape(summary))\n\n\(detail)",
            analysisSummary: summary, analysisDetail: detail,
            analysisQuality: quality, missingData: missing, warnings: warnings, capabilities: capabilities,
            context: investigation.target.context, artifacts: artifacts, rootCauses: causes, evidence: items, changes: diagnosis.changes,
            recommendations: recommendations, impact: impact, timingsMs: timings)
        return RulesStudy(response: response, symptoms: symptoms, chain: diagnosis.chain, notes: notes, history: history)
    }

    private func summary(_ causes: [RootCause]) -> String {
        guard let cause = causes.first else { return "" }
        switch cause.category {
        case .healthy: return "No active fault: \(cause.explanation)"
        case .inconclusive: return "Inconclusive: \(cause.explanation)"
        default:
            var text = "\(cause.title)" + (cause.object.map { " (\($0.withoutContainer))" } ?? "") + "."
            if let first = diagnosis.chain.first, let object = cause.object?.withoutContainer, first != object {
                text += " \(first) suffers from it."
            }
            return text
        }
    }

    /// High needs the target, its events, and its logs or a stated reason why there are none; and no configured source that failed.
    private var quality: AnalysisQuality {
        if case .unknown = investigation.target.subject { return .low }
        let failures = investigation.index.snapshot.failures.filter { $0.reason != .notServed && !$0.isAuxiliary }
        if failures.contains(where: { $0.resource == "pods" && $0.verb == "list" }) { return .low }
        if diagnosis.causes.first?.category == .inconclusive { return failures.isEmpty ? .medium : .low }
        let snapshot = investigation.index.snapshot
        let isComplete = failures.isEmpty && !snapshot.gaps.contains(where: \.isFailure) && !snapshot.logs.contains { $0.content == .timedOut }
        return isComplete ? .high : .medium
    }

    private var warnings: [String] {
        let forbidden = investigation.index.snapshot.failures.filter { $0.reason == .forbidden }.map { "\($0.verb) \($0.resource) is forbidden" }
        return forbidden.reduce(into: []) { list, item in if !list.contains(item) { list.append(item) } }
    }

    /// Small series, so that a page can draw them.
    private var artifacts: [Artifact] {
        investigation.index.snapshot.metrics.prefix(12).compactMap { series in
            guard let last = series.samples.last else { return nil }
            let points = series.samples.suffix(120).map { JSONValue.array([.integer($0.time.microseconds / 1_000_000), .number($0.value)]) }
            let labels = JSONValue.object(series.labels.mapValues { .string($0) })
            return Artifact(
                type: "prometheus", query: series.expression, result: .object(["labels": labels, "values": .array(points)]),
                summary: "\(series.quantity.words): \(last.value)")
        }
    }
}
