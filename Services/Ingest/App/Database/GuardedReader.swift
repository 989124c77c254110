import IngestDomain

/// Answers questions once the schema is there, and says "later" before.
struct GuardedReader<Base: IncidentReader>: IncidentReader {
    let base: Base
    let schema: SchemaState

    func incidents(
        _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID> {
        try schema.check()
        return try await base.incidents(criteria, page, in: scope)
    }

    func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? {
        try schema.check()
        return try await base.incident(id, in: scope)
    }

    func alerts(
        of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>? {
        try schema.check()
        return try await base.alerts(of: incident, page, in: scope)
    }

    func timeline(
        of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>? {
        try schema.check()
        return try await base.timeline(of: incident, page, in: scope)
    }

    func firingAlerts(
        _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition> {
        try schema.check()
        return try await base.firingAlerts(criteria, page, in: scope)
    }

    func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? {
        try schema.check()
        return try await base.alert(fingerprint: fingerprint, cluster: cluster, in: scope)
    }
}
