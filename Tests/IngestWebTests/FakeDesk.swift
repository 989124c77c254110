import IngestDomain
import Synchronization

/// Keeps what it is asked for, and answers as it is told.
final class FakeDesk: IncidentDesk {
    struct Request: Equatable {
        var change: IncidentChange?
        var rating: AnalysisRating?
        var responder: Responder
        var precondition: Precondition
    }

    private let received = Mutex<[Request]>([])
    private let error: IncidentDeskError?
    private let matches: [IncidentMatch]

    init(failing error: IncidentDeskError? = nil, similar matches: [IncidentMatch] = []) {
        self.error = error
        self.matches = matches
    }

    var requests: [Request] { received.withLock { $0 } }

    private func take(_ request: Request) throws(IncidentDeskError) {
        received.withLock { $0.append(request) }
        if let error { throw error }
    }

    func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try take(Request(change: change, responder: responder, precondition: precondition))
    }

    func rate(_ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition) async throws(IncidentDeskError) {
        try take(Request(rating: rating, responder: responder, precondition: precondition))
    }

    func merge(_ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition) async throws(IncidentDeskError) {
        throw .conflict("not on this page")
    }

    func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID {
        throw .conflict("not on this page")
    }

    func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        throw .conflict("not on this page")
    }

    func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64> {
        Paged(items: [], next: nil)
    }

    func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]? {
        matches
    }
}
