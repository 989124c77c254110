import IngestDomain

/// Knows one incident and one alert.
struct SampleReader: IncidentReader {
    var isAway = false

    func incidents(
        _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID> {
        if isAway { throw .unavailable(reason: "connection refused", retryAfter: .seconds(3)) }
        return Paged(items: [Sample.summary()], next: nil)
    }

    func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? {
        id == Sample.id ? Sample.detail() : nil
    }

    func alerts(
        of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>? { nil }

    func timeline(
        of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>? { nil }

    func firingAlerts(
        _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition> {
        Paged(items: [], next: nil)
    }

    func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? {
        fingerprint == "a/b" ? AlertDetail(episodes: [Sample.episode()], incidents: [], analyses: []) : nil
    }
}
