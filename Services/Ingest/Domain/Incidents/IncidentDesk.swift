package import Contracts

/// What people do with incidents.
///
/// Every change happens as a whole or not at all, one at a time within a cluster, and is in the timeline with its author. What is so already is
/// left alone and told to nobody. Whoever is bound to one cluster finds the incidents of no other.
package protocol IncidentDesk: Sendable {
    func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError)

    /// Makes it a part of another incident of its cluster, which carries on for both.
    func merge(
        _ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError)

    /// Makes some of its alerts, by their fingerprints, an incident of their own, and keeps the two from being merged for their cause.
    /// - Returns: the new one.
    func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID

    /// Moves some of its alerts to another incident of its cluster. Their next episodes go there as well.
    func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError)

    /// Says whether one of its analyses was right. The same person's word on the same analysis replaces the one before.
    func rate(
        _ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError)

    /// All feedback, the newest first.
    func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64>

    /// Resolved incidents of the same cluster that look like this one, the most alike first.
    /// - Returns: nil where there is no such incident.
    func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]?
}

/// Why a change was not made.
package enum IncidentDeskError: Error, Sendable {
    /// There is no such incident, or none that they may see.
    case notFound
    /// It has changed since the version that the change was asked for.
    case stale
    /// As the incident stands, this can't be done: a sentence for a person.
    case conflict(String)
    /// What was asked for can't be, whatever the incident's state.
    case invalid([FieldError])
    case intake(IntakeError)
}
