import Contracts
import Hummingbird
import IngestDomain
import ServerKit

/// What people say of analyses, and incidents that are like another one.
struct FeedbackRoutes: Sendable {
    let desk: any IncidentDesk
    let actions: ActionRoutes

    /// Of a category in words of the author's own.
    private static let maximumCategory = 100

    func add(to router: ServiceRouter) {
        router.put("/api/v1/incidents/{id}/feedback", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["alert_name", "subject", "vote", "comment", "category", "cause"])
            let rating = Self.rating(&body)
            try body.check()
            return try await actions.answer(request, context) { id, responder, precondition throws(IncidentDeskError) in
                guard let rating else { return id }
                try await desk.rate(id, rating, by: responder, if: precondition)
                return id
            }
        }
        router.get("/api/v1/feedback", for: .viewers) { request, context in
            var query = QueryReader(request.query, known: ["limit", "after"])
            let page: Page<Int64> = query.page()
            try query.check()
            let records = try await reading { () async throws(IntakeError) in try await desk.feedback(page, in: context.scope) }
            return try Response.json(records)
        }
        router.get("/api/v1/incidents/{id}/similar", for: .viewers) { request, context in
            let id = try context.incidentID()
            var query = QueryReader(request.query, known: ["limit"])
            let limit = query.value("limit", "an integer from 1 to \(IncidentMatch.maximumCount)") { text in
                Int(text).flatMap { (1...IncidentMatch.maximumCount).contains($0) ? $0 : nil }
            }
            try query.check()
            let matches = try await reading { () async throws(IntakeError) in
                try await desk.similar(to: id, limit: limit ?? IncidentMatch.usualCount, in: context.scope)
            }
            guard let matches else { throw ProblemError.notFound("There is no incident \(id).") }
            return try Response.json(SimilarIncidentsAnswer(items: matches))
        }
    }

    private static func rating(_ body: inout ActionBody) -> AnalysisRating? {
        let alertName = body.name("alert_name", maximum: IncidentChange.maximumText)
        let subject = body.has("subject") ? body.name("subject", maximum: IncidentChange.maximumText) : ""
        let vote = body.choice("vote", AnalysisFeedback.Vote.self)
        let comment = body.text("comment", maximum: IncidentChange.maximumText)
        let category = body.text("category", maximum: maximumCategory)
        let cause = body.text("cause", maximum: IncidentChange.maximumText)
        guard let vote else {
            if !body.errors.contains(where: { $0.field == "vote" }) { body.refuse("vote", "is required") }
            return nil
        }
        return AnalysisRating(alertName: alertName, subject: subject, vote: vote, comment: comment, category: category, cause: cause)
    }
}

private struct SimilarIncidentsAnswer: Encodable {
    let items: [IncidentMatch]
}
