import Hummingbird
import IngestDomain
import ServerKit

/// `/api/v1`: incidents and alerts, for reading.
struct IncidentRoutes: Sendable {
    let reader: any IncidentReader

    func add(to router: ServiceRouter) {
        router.get("/api/v1/incidents", for: .viewers) { request, _ in
            let query = try IncidentQuery(request.uri.queryParameters)
            let page = try await reading { () async throws(IntakeError) in try await reader.incidents(in: query.states, query.page) }
            return try Response.json(page)
        }
        router.get("/api/v1/incidents/{id}", for: .viewers) { _, context in
            let id = try context.parameters.require("id")
            guard let incidentID = IncidentID(id) else { throw ProblemError.invalid("id", "must be an incident's id, which is a UUID") }
            let detail = try await reading { () async throws(IntakeError) in try await reader.incident(incidentID) }
            guard let detail else { throw ProblemError.notFound("There is no incident \(incidentID).") }
            return try Response.json(detail)
        }
        router.get("/api/v1/alerts/{id}", for: .viewers) { request, context in
            let fingerprint = try context.decodedParameter("id")
            let cluster = request.uri.queryParameters["cluster"].map(String.init)
            let detail = try await reading { () async throws(IntakeError) in
                try await reader.alert(fingerprint: fingerprint, cluster: cluster)
            }
            guard let detail else { throw ProblemError.notFound("There is no alert with this fingerprint.") }
            return try Response.json(detail)
        }
    }

    private func reading<Success>(_ work: () async throws(IntakeError) -> Success) async throws -> Success {
        do throws(IntakeError) {
            return try await work()
        } catch {
            throw error.readingProblem ?? error
        }
    }
}
