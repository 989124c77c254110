import Hummingbird
import IngestDomain
import ServerKit

/// `/api/v1`: incidents and alerts, for reading.
struct IncidentRoutes: Sendable {
    let reader: any IncidentReader

    func add(to router: ServiceRouter) {
        router.get("/api/v1/incidents", for: .viewers) { request, context in
            let query = try IncidentQuery(request.query)
            let page = try await reading { () async throws(IntakeError) in
                try await reader.incidents(query.criteria, query.page, in: context.scope)
            }
            return try Response.json(page)
        }
        router.get("/api/v1/incidents/{id}", for: .viewers) { request, context in
            let id = try context.incidentID()
            let detail = try await reading { () async throws(IntakeError) in try await reader.incident(id, in: context.scope) }
            guard let detail else { throw ProblemError.notFound("There is no incident \(id).") }
            return try IncidentAnswer(detail).response(unless: request.headers[.ifNoneMatch])
        }
        router.get("/api/v1/incidents/{id}/alerts", for: .viewers) { request, context in
            let id = try context.incidentID()
            let page: Page<EpisodePosition> = try Self.page(request)
            let alerts = try await reading { () async throws(IntakeError) in try await reader.alerts(of: id, page, in: context.scope) }
            guard let alerts else { throw ProblemError.notFound("There is no incident \(id).") }
            return try Response.json(alerts)
        }
        router.get("/api/v1/incidents/{id}/timeline", for: .viewers) { request, context in
            let id = try context.incidentID()
            let page: Page<TimelinePosition> = try Self.page(request)
            let entries = try await reading { () async throws(IntakeError) in try await reader.timeline(of: id, page, in: context.scope) }
            guard let entries else { throw ProblemError.notFound("There is no incident \(id).") }
            return try Response.json(entries)
        }
        router.get("/api/v1/alerts", for: .viewers) { request, context in
            let query = try AlertQuery(request.query)
            let page = try await reading { () async throws(IntakeError) in
                try await reader.firingAlerts(query.criteria, query.page, in: context.scope)
            }
            return try Response.json(page)
        }
        router.get("/api/v1/alerts/{id}", for: .viewers) { request, context in
            let fingerprint = try context.decodedParameter("id")
            var query = QueryReader(request.query, known: ["cluster"])
            let cluster = query.text("cluster")
            try query.check()
            let detail = try await reading { () async throws(IntakeError) in
                try await reader.alert(fingerprint: fingerprint, cluster: cluster, in: context.scope)
            }
            guard let detail else { throw ProblemError.notFound("There is no alert with this fingerprint.") }
            return try Response.json(detail)
        }
    }

    private static func page<Position>(_ request: Request) throws(ProblemError) -> Page<Position> {
        var query = QueryReader(request.query, known: ["limit", "after"])
        let page: Page<Position> = query.page()
        try query.check()
        return page
    }
}

/// Reads, with errors as readers are told of them.
func reading<Success>(_ work: () async throws(IntakeError) -> Success) async throws -> Success {
    do throws(IntakeError) {
        return try await work()
    } catch {
        throw error.readingProblem ?? error
    }
}

extension ServiceContext {
    /// What whoever asks may see.
    var scope: ClusterScope { ClusterScope(principal.cluster) }

    /// The incident of the path.
    func incidentID() throws -> IncidentID {
        guard let id = IncidentID(try parameters.require("id")) else {
            throw ProblemError.invalid("id", "must be an incident's id, which is a UUID")
        }
        return id
    }
}
