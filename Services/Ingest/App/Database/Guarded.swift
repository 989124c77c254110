import IngestDomain

/// Answers questions once the schema is there, and says "later" before.
struct Guarded<Base: Sendable>: Sendable {
    let base: Base
    let schema: SchemaState
}

extension Guarded: IncidentReader where Base: IncidentReader {
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

extension Guarded: EventLog where Base: EventLog {
    func end() async throws(IntakeError) -> EventPosition {
        try schema.check()
        return try await base.end()
    }

    func holds(_ position: EventPosition) async throws(IntakeError) -> Bool {
        try schema.check()
        return try await base.holds(position)
    }

    func events(after position: EventPosition, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> EventBatch {
        try schema.check()
        return try await base.events(after: position, limit: limit, in: scope)
    }
}

extension Guarded: StatisticsLedger where Base: StatisticsLedger {
    func statistics(_ window: StatisticsWindow, in scope: ClusterScope) async throws(IntakeError) -> Statistics {
        try schema.check()
        return try await base.statistics(window, in: scope)
    }

    func count(limit: Int) async throws(IntakeError) -> Int {
        try schema.check()
        return try await base.count(limit: limit)
    }

    func add(received: [ReceivedHour: ReceivedAlerts]) async throws(IntakeError) {
        try schema.check()
        try await base.add(received: received)
    }
}
