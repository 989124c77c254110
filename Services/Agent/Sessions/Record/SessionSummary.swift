package import Contracts
package import Primitives

/// A line of the list of analyses.
package struct SessionSummary: Codable, Hashable, Sendable {
    package var id: UUIDv7
    package var outcome: AnalysisSession.Outcome
    package var startedAt: Timestamp
    package var finishedAt: Timestamp
    package var subject: AlertSubject
    package var incidentID: String?
    package var engine: AnalysisEngine?
    package var model: String?
    /// The first cause's slug.
    package var category: String?
    package var summary: String
    package var usage: Usage

    package init(
        id: UUIDv7, outcome: AnalysisSession.Outcome, startedAt: Timestamp, finishedAt: Timestamp, subject: AlertSubject, incidentID: String?,
        engine: AnalysisEngine?, model: String?, category: String?, summary: String, usage: Usage
    ) {
        self.id = id
        self.outcome = outcome
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.subject = subject
        self.incidentID = incidentID
        self.engine = engine
        self.model = model
        self.category = category
        self.summary = summary
        self.usage = usage
    }

    private enum CodingKeys: String, CodingKey {
        case id, outcome, subject, engine, model, category, summary, usage
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case incidentID = "incident_id"
    }
}
