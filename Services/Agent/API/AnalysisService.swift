package import Contracts

/// What the routes need done. Both always have an answer.
package struct AnalysisService: Sendable {
    package var analyze: @Sendable (AnalyzeRequest) async -> AnalyzeResponse
    package var summarize: @Sendable (SummarizeIncidentRequest) async -> SummarizeIncidentResponse

    package init(
        analyze: @escaping @Sendable (AnalyzeRequest) async -> AnalyzeResponse,
        summarize: @escaping @Sendable (SummarizeIncidentRequest) async -> SummarizeIncidentResponse
    ) {
        self.analyze = analyze
        self.summarize = summarize
    }
}
