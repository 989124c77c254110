package import Contracts
package import Primitives

/// A resolved incident that looks like another one, and how it ended.
package struct IncidentMatch: Codable, Hashable, Sendable {
    /// Of one answer.
    package static let maximumCount = 20
    package static let usualCount = 5

    package var id: IncidentID
    package var title: String
    package var severity: String
    package var openedAt: Timestamp
    package var resolvedAt: Timestamp?
    /// As it was analysed.
    package var category: String?
    package var summary: String?
    /// How it was resolved, in a person's words, and who they are.
    package var resolution: String?
    package var resolvedBy: String?
    /// What people say that it really was: a category or a word of their own, and a sentence.
    package var actualCategory: String?
    package var actualCause: String?
    /// 0…1
    package var score: Double
    package var reasons: [String]

    package init(
        id: IncidentID, title: String, severity: String, openedAt: Timestamp, resolvedAt: Timestamp?, category: String?, summary: String?,
        resolution: String?, resolvedBy: String?, actualCategory: String?, actualCause: String?, similarity: Similarity
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.openedAt = openedAt
        self.resolvedAt = resolvedAt
        self.category = category
        self.summary = summary
        self.resolution = resolution
        self.resolvedBy = resolvedBy
        self.actualCategory = actualCategory
        self.actualCause = actualCause
        score = similarity.score
        reasons = similarity.reasons
    }

    /// As the agent is told of it.
    package var history: SimilarIncident {
        SimilarIncident(
            incidentID: id.description, title: title, category: actualCategory ?? category, resolution: resolution, cause: actualCause,
            resolvedAt: resolvedAt, reasons: reasons)
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, severity, category, summary, resolution, score, reasons
        case openedAt = "opened_at"
        case resolvedAt = "resolved_at"
        case resolvedBy = "resolved_by"
        case actualCategory = "actual_category"
        case actualCause = "actual_cause"
    }
}
