import IngestDomain

/// Stands where people would: no route is called in these tests.
struct Nobody: IncidentDesk {
    func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {}

    func merge(
        _ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {}

    func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID { id }

    func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {}

    func rate(
        _ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {}

    func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64> {
        Paged(items: [], next: nil)
    }

    func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]? { nil }
}
