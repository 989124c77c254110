import HTTPTypes
import Hummingbird
import IngestDomain
import ServerKit

/// `/api/v1/events`: everything that happens to incidents, as it happens and since an id.
struct EventRoutes: Sendable {
    let log: any EventLog
    let hub: EventHub

    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    func add(to router: ServiceRouter) {
        router.get("/api/v1/events", for: .viewers) { request, context in
            try await follow(request, context)
        }
    }

    private func follow(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (filter, last) = try Self.question(request, context)
        let channel = context.channel
        let subscription = hub.listen { channel.close(promise: nil) }
        guard let subscription else {
            throw ProblemError.unavailable("As many as may be are listening here. Another replica may have room.")
        }
        let beginning = try await reading { () async throws(IntakeError) in try await start(after: last) }
        let stream = EventStream(
            log: log, subscription: subscription, filter: filter, start: beginning.position, isIncomplete: !beginning.isComplete)
        return Response.events { writer in try await stream.serve(&writer) }
    }

    private static func question(_ request: Request, _ context: ServiceContext) throws -> (EventFilter, last: EventPosition?) {
        var query = QueryReader(request.query, known: ["cluster", "incident", "last_event_id"])
        let cluster = query.text("cluster")
        let incident = query.value("incident", "an incident's id, which is a UUID", IncidentID.init)
        var last = query.value("last_event_id", "the id of an event", EventPosition.init)
        if let name = lastEventID, let text = request.headers[name] {
            last = EventPosition(text)
            if last == nil { query.refuse(name.rawName, "must be the id of an event") }
        }
        try query.check()
        return (EventFilter(scope: context.scope.narrowed(to: cluster), incident: incident), last)
    }

    /// Where to begin, and whether everything after the id that was named is still there.
    private func start(after last: EventPosition?) async throws(IntakeError) -> (position: EventPosition, isComplete: Bool) {
        guard let last else { return (try await log.end(), true) }
        if try await log.holds(last) { return (last, true) }
        // An id from the future comes from another database, or from before this one was restored.
        return (min(last, try await log.end()), false)
    }
}
