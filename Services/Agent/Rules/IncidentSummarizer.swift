public import Contracts

/// Tells an incident's story from its alerts and their analyses. Pure.
public struct IncidentSummarizer: Sendable {
    public init() {}

    public func summarize(_ request: SummarizeIncidentRequest) -> SummarizeIncidentResponse {
        SummarizeIncidentResponse(title: request.title, summary: "", detail: "")
    }
}
