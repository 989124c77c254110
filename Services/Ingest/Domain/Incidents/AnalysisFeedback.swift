package import Primitives

/// What one person says of one analysis: was it right, and what was it really? The last word counts.
package struct AnalysisFeedback: Codable, Hashable, Sendable {
    package enum Vote: String, Codable, CaseIterable, Sendable {
        case up, down
    }

    package var author: String
    package var at: Timestamp
    package var vote: Vote
    package var comment: String?
    /// What it really was: a ``CauseCategory``, or a word of the author's own.
    package var category: String?
    /// The same in a sentence.
    package var cause: String?

    package init(author: String, at: Timestamp, vote: Vote, comment: String? = nil, category: String? = nil, cause: String? = nil) {
        self.author = author
        self.at = at
        self.vote = vote
        self.comment = comment
        self.category = category
        self.cause = cause
    }
}

/// What a person is about to say of an analysis.
package struct AnalysisRating: Hashable, Sendable {
    /// Which of the incident's analyses.
    package var alertName: String
    package var subject: String
    package var vote: AnalysisFeedback.Vote
    package var comment: String?
    package var category: String?
    package var cause: String?

    package init(
        alertName: String, subject: String, vote: AnalysisFeedback.Vote, comment: String? = nil, category: String? = nil, cause: String? = nil
    ) {
        self.alertName = alertName
        self.subject = subject
        self.vote = vote
        self.comment = comment
        self.category = category
        self.cause = cause
    }
}

/// Feedback with what it is about, as an evaluation needs it.
package struct FeedbackRecord: Codable, Hashable, Sendable {
    package var id: Int64
    package var cluster: String
    package var incidentID: IncidentID
    package var alertName: String
    package var subject: String
    /// What the analysis had said when the vote was given.
    package var namedCategory: String?
    package var namedCause: String?
    package var feedback: AnalysisFeedback

    package init(
        id: Int64, cluster: String, incidentID: IncidentID, alertName: String, subject: String, namedCategory: String?, namedCause: String?,
        feedback: AnalysisFeedback
    ) {
        self.id = id
        self.cluster = cluster
        self.incidentID = incidentID
        self.alertName = alertName
        self.subject = subject
        self.namedCategory = namedCategory
        self.namedCause = namedCause
        self.feedback = feedback
    }

    private enum CodingKeys: String, CodingKey {
        case id, cluster, subject, feedback
        case incidentID = "incident_id"
        case alertName = "alert_name"
        case namedCategory = "named_category"
        case namedCause = "named_cause"
    }
}
