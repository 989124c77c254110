import IngestDomain
import Postgres
import Primitives

/// Writes down what a person changed of an incident, under its cluster's lock.
struct ReviseIncident: Sendable {
    let revision: IncidentRevision
    let incident: LockedIncident
    let actor: String
    let now: Timestamp

    func write(on connection: PostgresConnection) async throws(PostgresError) {
        guard !revision.entries.isEmpty else { return }
        // Jobs before incidents: a worker that finishes a job holds it while it waits for the incident.
        if revision.resolves { try await SummaryJobs.enqueue([incident.id], cluster: incident.cluster, now: now, on: connection) }
        try await update(on: connection)
        try await PeopleTimeline.append(
            revision.entries.map { PeopleTimeline.Entry(incident: incident.id, kind: $0.kind, about: $0.about, was: $0.was, became: $0.became) },
            cluster: incident.cluster, actor: actor, now: now, on: connection)
        if revision.resolves { try await IncidentMemory.remember([incident.id], on: connection) }
    }

    /// A reopened incident stays open until a person resolves it, or its next alert has come and gone: `settle_at` stays empty.
    private func update(on connection: PostgresConnection) async throws(PostgresError) {
        let after = revision.after
        try await connection.execute(
            """
            UPDATE incidents
            SET state = \(after.state.rawValue), chosen_title = \(after.chosenTitle as String?),
                chosen_severity = \(after.chosenSeverity?.name as String?),
                chosen_severity_rank = \((after.chosenSeverity?.rank).map { Int16($0) } as Int16?),
                assignee = \(after.assignee as String?), hidden = \(after.isHidden), resolution = \(after.resolution as String?),
                acknowledged_at = CASE WHEN \(revision.acknowledges) THEN coalesce(acknowledged_at, \(now)) ELSE acknowledged_at END,
                acknowledged_by = CASE WHEN \(revision.acknowledges) THEN \(actor) ELSE acknowledged_by END,
                resolved_at = CASE WHEN \(revision.resolves) THEN \(now) WHEN \(revision.reopens) THEN NULL ELSE resolved_at END,
                resolved_by = CASE WHEN \(revision.resolves) THEN \(actor) WHEN \(revision.reopens) THEN NULL ELSE resolved_by END,
                settle_at = CASE WHEN \(revision.resolves) THEN NULL ELSE settle_at END,
                updated_at = \(now)
            WHERE id = \(incident.id) AND cluster = \(incident.cluster)
            """)
    }
}
