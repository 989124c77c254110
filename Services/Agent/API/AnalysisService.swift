package import AgentReasoning
import AgentSessions
package import Contracts

/// What the routes need done. Analyses and summaries always have an answer.
package struct AnalysisService: Sendable {
    /// Told what happens, as it happens.
    package typealias Progress = @Sendable (AnalysisEvent) -> Void

    package var analyze: @Sendable (AnalyzeRequest, @escaping Progress) async -> AnalyzeResponse
    package var summarize: @Sendable (SummarizeIncidentRequest) async -> SummarizeIncidentResponse
    /// - Throws: ``ChatError``.
    package var chat: @Sendable (ChatRequest, @escaping Progress) async throws -> ChatResponse

    package init(
        analyze: @escaping @Sendable (AnalyzeRequest, @escaping Progress) async -> AnalyzeResponse,
        summarize: @escaping @Sendable (SummarizeIncidentRequest) async -> SummarizeIncidentResponse,
        chat: @escaping @Sendable (ChatRequest, @escaping Progress) async throws -> ChatResponse = { _, _ in throw ChatError.noModel }
    ) {
        self.analyze = analyze
        self.summarize = summarize
        self.chat = chat
    }
}
