import IngestDomain
import Synchronization

/// Writes down what it is asked for, and answers as it is told.
final class FakeDesk: IncidentDesk {
    enum Request: Hashable, Sendable {
        case change(IncidentChange)
        case merge(into: IncidentID)
        case split(alerts: [String], title: String?)
        case move(alerts: [String], to: IncidentID)
        case rate(AnalysisRating)
        case feedback(Page<Int64>)
        case similar(limit: Int)
    }

    struct Asked: Hashable, Sendable {
        var id: IncidentID?
        var request: Request
        var responder: Responder
        var precondition = Precondition.none
    }

    private let asked = Mutex<[Asked]>([])
    private let refusal: IncidentDeskError?
    private let matches: [IncidentMatch]?
    static let new = IncidentID("019ac000-0000-7000-8000-000000000001")

    init(refusal: IncidentDeskError? = nil, matches: [IncidentMatch]? = nil) {
        self.refusal = refusal
        self.matches = matches
    }

    var requests: [Asked] { asked.withLock { $0 } }

    private func note(
        _ id: IncidentID, _ request: Request, _ responder: Responder, _ precondition: Precondition
    ) throws(IncidentDeskError) {
        asked.withLock { $0.append(Asked(id: id, request: request, responder: responder, precondition: precondition)) }
        if let refusal { throw refusal }
    }

    func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try note(id, .change(change), responder, precondition)
    }

    func merge(
        _ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try note(id, .merge(into: target), responder, precondition)
    }

    func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID {
        try note(id, .split(alerts: alerts, title: title), responder, precondition)
        return Self.new ?? id
    }

    func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try note(id, .move(alerts: alerts, to: target), responder, precondition)
    }

    func rate(
        _ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try note(id, .rate(rating), responder, precondition)
    }

    func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64> {
        asked.withLock { $0.append(Asked(request: .feedback(page), responder: Responder(name: "", scope: scope))) }
        return Paged(items: [], next: 7)
    }

    func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]? {
        asked.withLock { $0.append(Asked(id: id, request: .similar(limit: limit), responder: Responder(name: "", scope: scope))) }
        return matches
    }
}
