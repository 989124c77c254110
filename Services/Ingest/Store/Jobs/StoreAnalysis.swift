import Contracts
import IngestDomain
import Postgres
import Primitives

/// Stores what the agent found, and lets the incident speak by it where it says more than what was known.
struct StoreAnalysis: Sendable {
    let job: FinishedJob
    let response: AnalyzeResponse
    let json: PostgresJSON
    let now: Timestamp

    /// A newer analysis of the same alert and workload replaces the one that the incident has: it was asked for when that was no longer good.
    func write(on connection: PostgresConnection) async throws(PostgresError) {
        let cause = response.rootCauses.first
        let weight = response.weight
        let correlates = cause?.correlates == true
        let object = correlates ? cause?.object.map { CauseObject($0).description } : nil
        let category = object == nil ? nil : cause?.category.rawValue
        let stored = try await connection.query(
            """
            WITH replaced AS (
                SELECT FROM analyses
                WHERE incident_id = \(job.incident) AND alert_name = \(job.alertName) AND subject = \(job.subject) AND cluster = \(job.cluster)
            ), stored AS (
                INSERT INTO analyses (
                    incident_id, alert_name, subject, cluster, fingerprint, stored_at, weight, cause_category, cause_object, correlated, response)
                VALUES (
                    \(job.incident), \(job.alertName), \(job.subject), \(job.cluster), \(job.fingerprint as String?), \(now), \(weight),
                    \(category as String?), \(object as String?), \(object == nil), \(json.text)::json)
                ON CONFLICT (incident_id, alert_name, subject, cluster) DO UPDATE
                SET fingerprint = excluded.fingerprint, stored_at = excluded.stored_at, weight = excluded.weight,
                    cause_category = excluded.cause_category, cause_object = excluded.cause_object, correlated = excluded.correlated,
                    response = excluded.response
                WHERE analyses.stored_at < excluded.stored_at
                RETURNING 1
            ), told AS (
                INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
                SELECT \(job.cluster), \(job.incident), \(now), 'analysis_stored', \(about.storable), \(job.fingerprint as String?) FROM stored
            )
            SELECT EXISTS (SELECT FROM replaced) FROM stored
            """)
        guard let row = stored.first else { return }
        if try row.decode(as: Bool.self) {
            // It may have been the one that spoke for the incident, and another may be the weightiest now.
            let title = try await LeadAnalysis.provisionalTitle(of: job.incident, on: connection)
            try await LeadAnalysis.refresh(job.incident, title: title, now: now, on: connection)
        } else {
            try await lead(cause, weight, on: connection)
        }
    }

    /// What was found, and for which alert: several of an incident often have the same cause.
    private var about: String {
        let found = response.rootCauses.first?.title ?? response.analysisSummary
        let alert = job.subject.isEmpty ? job.alertName : "\(job.alertName), \(job.subject)"
        return alert.isEmpty ? found : "\(found.hasSuffix(".") ? String(found.dropLast()) : found) (\(alert))"
    }

    private func lead(_ cause: RootCause?, _ weight: Double, on connection: PostgresConnection) async throws(PostgresError) {
        let title = cause.flatMap { $0.category.isVerdict ? nil : IncidentTitle.of($0).storable }
        let json = try cause.map { cause throws(PostgresError) in try PostgresJSON(encoding: cause).withoutNUL }
        try await connection.execute(
            """
            UPDATE incidents
            SET cause = \(json as PostgresJSON?), cause_weight = \(weight), title = coalesce(\(title as String?), title),
                summary = \(response.analysisSummary.storable), updated_at = \(now)
            WHERE id = \(job.incident) AND state <> 'merged' AND (cause_weight IS NULL OR cause_weight < \(weight))
            """)
    }
}
