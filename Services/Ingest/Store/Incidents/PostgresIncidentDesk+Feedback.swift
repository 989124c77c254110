import Contracts
package import IngestDomain
import Postgres
import Primitives

extension PostgresIncidentDesk {
    package func rate(
        _ id: IncidentID, _ rating: AnalysisRating, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try await locked(id, responder, precondition) { incident, connection -> Result<Void, IncidentDeskError> in
            guard incident.standing.state != .merged else {
                return .failure(.conflict(IncidentConflict.merged(into: incident.standing.mergedInto).explanation))
            }
            let analysis = try await connection.query(
                """
                SELECT response->'root_causes'->0->>'category', response->'root_causes'->0->>'title' FROM analyses
                WHERE incident_id = \(id) AND alert_name = \(rating.alertName) AND subject = \(rating.subject)
                """
            ).first
            guard let (category, cause) = try analysis?.decode(as: (String?, String?).self) else {
                return .failure(
                    .invalid([FieldError(field: "alert_name", message: "names no analysis of this incident, together with `subject`")]))
            }
            let now = clock.now
            let changed = try await write(rating, incident, named: (category, cause), responder.name, now, on: connection)
            guard changed else { return .success(()) }
            try await connection.execute("UPDATE incidents SET updated_at = \(now) WHERE id = \(id) AND cluster = \(incident.cluster)")
            let about = [rating.alertName, rating.subject].filter { !$0.isEmpty }.joined(separator: ": ")
            try await PeopleTimeline.append(
                [.init(incident: id, kind: .feedback, about: about, became: rating.vote.rawValue)], cluster: incident.cluster,
                actor: responder.name, now: now, on: connection)
            return .success(())
        }
    }

    /// - Returns: whether it says anything that this author hasn't said.
    private func write(
        _ rating: AnalysisRating, _ incident: LockedIncident, named: (category: String?, cause: String?), _ author: String, _ now: Timestamp,
        on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let rows = try await connection.query(
            """
            INSERT INTO analysis_feedback AS f (
                cluster, incident_id, alert_name, subject, author, at, vote, comment, category, cause, named_category, named_cause)
            VALUES (
                \(incident.cluster), \(incident.id), \(rating.alertName), \(rating.subject), \(author), \(now), \(rating.vote.rawValue),
                \(rating.comment as String?), \(rating.category as String?), \(rating.cause as String?), \(named.category as String?),
                \(named.cause as String?))
            ON CONFLICT (incident_id, alert_name, subject, author, cluster) DO UPDATE
            SET at = excluded.at, vote = excluded.vote, comment = excluded.comment, category = excluded.category, cause = excluded.cause,
                named_category = excluded.named_category, named_cause = excluded.named_cause
            WHERE (f.vote, f.comment, f.category, f.cause)
                IS DISTINCT FROM (excluded.vote, excluded.comment, excluded.category, excluded.cause)
            RETURNING 1
            """)
        return !rows.isEmpty
    }

    package func feedback(_ page: Page<Int64>, in scope: ClusterScope) async throws(IntakeError) -> Paged<FeedbackRecord, Int64> {
        let rows = try await database.query(FeedbackRows.query(page, in: scope))
        return try decoded { () throws(PostgresError) in try FeedbackRows.page(rows, limit: page.limit) }
    }

    package func similar(to id: IncidentID, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> [IncidentMatch]? {
        try await database.snapshot { connection in
            guard let own = try await LockedIncident.cluster(of: id, on: connection), scope.contains(own) else { return nil }
            let matches = try await SimilarIncidents.of([id], limit: min(max(limit, 1), IncidentMatch.maximumCount), on: connection)
            return matches[id] ?? []
        }
    }
}
