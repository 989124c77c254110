import Contracts

extension AnalyzeResponse {
    /// An answer that names one cause.
    static func naming(_ category: CauseCategory, _ object: ObjectReference?, confidence: Double = 0.9) -> AnalyzeResponse {
        let title = object.map { "\($0) \(category.rawValue)" } ?? category.rawValue
        let cause = RootCause(
            category: category, title: title, object: object, confidence: confidence, explanation: "because of \u{0}", evidence: ["E1"])
        return AnalyzeResponse(
            threadTs: "", analysis: "# \(title)", analysisSummary: "\(title).", analysisDetail: "a NUL: \u{0}", analysisQuality: .high,
            capabilities: Capabilities(), context: AnalysisContext(), rootCauses: [cause], evidence: [],
            impact: Impact(services: [], users: "", severity: "", urgency: ""), engine: .llm, model: "anthropic/m",
            usage: Usage(inputTokens: 1200, outputTokens: 90, cachedTokens: 800, calls: 3, costUSD: 0.012345))
    }
}
