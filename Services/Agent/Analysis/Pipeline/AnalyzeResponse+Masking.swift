import Contracts
import Masking

extension AnalyzeResponse {
    /// The answer as it may leave: every text in it once more through the boundary, whoever wrote it. What is masked already stays as it is.
    ///
    /// Names of objects, labels and the thread's id are the caller's own and stay.
    func masked(with masking: MaskingSession) -> AnalyzeResponse {
        var answer = self
        answer.analysis = masking.mask(analysis)
        answer.analysisSummary = masking.mask(analysisSummary)
        answer.analysisDetail = masking.mask(analysisDetail)
        answer.missingData = missingData.map { masking.mask($0) }
        answer.warnings = warnings.map { masking.mask($0) }
        answer.artifacts = artifacts.map { artifact in
            Artifact(
                type: artifact.type, query: masking.mask(artifact.query), result: masking.mask(artifact.result),
                summary: masking.mask(artifact.summary))
        }
        answer.rootCauses = rootCauses.map { $0.masked(with: masking) }
        answer.disagreement = disagreement.map {
            Disagreement(engine: $0.engine, cause: $0.cause.masked(with: masking), reason: masking.mask($0.reason))
        }
        answer.evidence = evidence.map { item in
            var item = item
            item.query = masking.mask(item.query)
            item.text = masking.mask(item.text)
            return item
        }
        answer.changes = changes.map { change in
            var change = change
            change.from = change.from.map { masking.mask($0) }
            change.to = change.to.map { masking.mask($0) }
            change.summary = masking.mask(change.summary)
            return change
        }
        answer.recommendations = recommendations.map { recommendation in
            var recommendation = recommendation
            recommendation.text = masking.mask(recommendation.text)
            recommendation.command = recommendation.command.map { masking.mask($0) }
            return recommendation
        }
        answer.impact.users = masking.mask(impact.users)
        return answer
    }
}

extension RootCause {
    fileprivate func masked(with masking: MaskingSession) -> RootCause {
        var cause = self
        cause.title = masking.mask(title)
        cause.explanation = masking.mask(explanation)
        return cause
    }
}

extension SummarizeIncidentResponse {
    func masked(with masking: MaskingSession) -> SummarizeIncidentResponse {
        var answer = self
        answer.title = masking.mask(title)
        answer.summary = masking.mask(summary)
        answer.detail = masking.mask(detail)
        return answer
    }
}
