import Contracts
import Hummingbird
package import IngestDomain
package import ServerKit

/// The queue at a glance, and what people decide about jobs that failed for good.
package struct JobRoutes: Sendable {
    private let desk: any JobDesk

    package init(desk: any JobDesk) {
        self.desk = desk
    }

    package func add(to router: ServiceRouter) {
        router.get("/api/v1/queue", for: .viewers) { _, context in
            try Response.json(try await reading { () async throws(IntakeError) in try await desk.overview(in: context.scope) })
        }
        router.get("/api/v1/dead-letters", for: .viewers) { request, context in
            var query = QueryReader(request.query, known: ["limit", "after"])
            let page: Page<JobID> = query.page()
            try query.check()
            let letters = try await reading { () async throws(IntakeError) in try await desk.deadLetters(page, in: context.scope) }
            return try Response.json(letters)
        }
        router.post("/api/v1/dead-letters/replay", for: .responders) { request, context in
            let maximum = ReplayReceipt.maximumLimit
            var query = QueryReader(request.query, known: ["limit"])
            let limit = query.value("limit", "an integer from 1 to \(maximum)") { text in
                Int(text).flatMap { (1...maximum).contains($0) ? $0 : nil }
            }
            try query.check()
            let receipt = try await reading { () async throws(IntakeError) in
                try await desk.replayAll(limit: limit ?? maximum, by: context.principal.name, in: context.scope)
            }
            return try Response.json(receipt)
        }
        router.post("/api/v1/jobs/{id}/replay", for: .responders) { _, context in
            let id = try context.jobID()
            return try Self.answer(
                id, try await reading { () async throws(IntakeError) in try await desk.replay(id, by: context.principal.name, in: context.scope) },
                now: .queued)
        }
        router.post("/api/v1/jobs/{id}/discard", for: .responders) { _, context in
            let id = try context.jobID()
            return try Self.answer(
                id, try await reading { () async throws(IntakeError) in try await desk.discard(id, by: context.principal.name, in: context.scope) },
                now: .done)
        }
    }

    private struct Decided: Encodable {
        var id: JobID
        var state: JobState
    }

    private static func answer(_ id: JobID, _ decision: JobDecision, now state: JobState) throws -> Response {
        switch decision {
        case .taken: return try Response.json(Decided(id: id, state: state))
        case .notDead(let state): throw ProblemError(.conflict, detail: "Job \(id) is \(state.rawValue): only a dead one can be decided about.")
        case .notFound: throw ProblemError.notFound("There is no job \(id).")
        }
    }
}

extension ServiceContext {
    /// The job of the path.
    fileprivate func jobID() throws -> JobID {
        guard let id = JobID(try parameters.require("id")) else { throw ProblemError.invalid("id", "must be a job's id, a positive integer") }
        return id
    }
}
