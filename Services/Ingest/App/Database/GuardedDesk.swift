import IngestDomain

/// Lets people work once the schema is there, and says "later" before.
struct GuardedDesk<Base: IncidentDesk>: IncidentDesk {
    let base: Base
    let schema: SchemaState

    func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try check()
        try await base.change(id, change, by: responder, if: precondition)
    }

    func merge(
        _ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try check()
        try await base.merge(id, into: target, by: responder, if: precondition)
    }

    func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID {
        try check()
        return try await base.split(id, alerts: alerts, title: title, by: responder, if: precondition)
    }

    func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try check()
        try await base.move(id, alerts: alerts, to: target, by: responder, if: precondition)
    }

    func rate(
        _ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try check()
        try await base.rate(id, rating, by: responder, if: precondition)
    }

    func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64> {
        try schema.check()
        return try await base.feedback(page, in: scope)
    }

    func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]? {
        try schema.check()
        return try await base.similar(to: id, limit: limit, in: scope)
    }

    private func check() throws(IncidentDeskError) {
        do throws(IntakeError) {
            try schema.check()
        } catch {
            throw .intake(error)
        }
    }
}
