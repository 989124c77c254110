package import AgentSessions
import Hummingbird
package import Primitives
package import ServerKit

/// `/analyses` and `/usage`: what was analysed, and what it cost.
package struct SessionRoutes: Sendable {
    private let ledger: any SessionLedger
    private let meter: SpendMeter
    private let clock: WallClock

    package init(ledger: any SessionLedger, meter: SpendMeter, clock: WallClock) {
        self.ledger = ledger
        self.meter = meter
        self.clock = clock
    }

    package func add(to router: ServiceRouter) {
        router.get("/analyses", for: .viewers) { request, _ in try await list(request) }
        router.get("/analyses/{id}", for: .viewers) { _, context in try await show(context) }
        router.get("/usage", for: .viewers) { request, _ in try await usage(request) }
    }

    private func show(_ context: ServiceContext) async throws -> Response {
        guard let id = UUIDv7(try context.decodedParameter("id")) else {
            throw ProblemError.invalid("id", "must be the `analysis_id` of an analysis, which is a UUID")
        }
        let session = try await keeping { () async throws(SessionError) in try await ledger.session(id) }
        guard let session else {
            throw ProblemError.notFound("There is no analysis of this id: it was never stored, or its retention is over.")
        }
        return try Response.json(session)
    }

    private func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request.query, known: ["incident_id", "fingerprint", "cluster", "after", "limit"])
        let limit = query.value("limit", "an integer from 1 to \(SessionCriteria.maximumLimit)") { text in
            Int(text).flatMap { (1...SessionCriteria.maximumLimit).contains($0) ? $0 : nil }
        }
        var criteria = SessionCriteria(
            incidentID: query.text("incident_id"), fingerprint: query.text("fingerprint"), cluster: query.text("cluster"),
            after: query.value("after", "the `next` of the page before", UUIDv7.init), limit: limit ?? SessionCriteria.usualLimit)
        try query.check()
        let wanted = criteria.limit
        // One more tells whether there is another page.
        criteria.limit = wanted + 1
        let found = try await keeping { [criteria] () async throws(SessionError) in try await ledger.sessions(criteria) }
        let shown = Array(found.prefix(wanted))
        return try Response.json(SessionPage(analyses: shown, next: found.count > wanted ? shown.last?.id : nil))
    }

    private func usage(_ request: Request) async throws -> Response {
        var query = QueryReader(request.query, known: ["since", "until", "by"])
        let now = clock.now
        let until = query.time("until") ?? now
        let since = query.time("since") ?? until - UsageQuestion.usual
        let by = query.value("by", "one of day, model and incident", UsageReport.Grouping.init) ?? .day
        let question = UsageQuestion(since: since, until: until, by: by)
        if question == nil {
            query.refuse("since", "must be before `until`, by \(UsageQuestion.longest.components.seconds / 86_400) days at most")
        }
        try query.check()
        guard let question else { throw ProblemError.invalid("since", "must be before `until`") }
        let rows = try await keeping { () async throws(SessionError) in try await ledger.usage(question) }
        return try Response.json(
            UsageReport(question, rows, keptIn: ledger.trouble == .notConfigured ? .memory : .database, budget: .init(meter, now: now)))
    }

    private func keeping<Value>(_ read: () async throws(SessionError) -> Value) async throws(ProblemError) -> Value {
        do throws(SessionError) {
            return try await read()
        } catch {
            throw ProblemError(error)
        }
    }
}

/// A page of analyses, the latest first.
private struct SessionPage: Encodable {
    var analyses: [SessionSummary]
    /// nil where there is no further page.
    var next: UUIDv7?
}
