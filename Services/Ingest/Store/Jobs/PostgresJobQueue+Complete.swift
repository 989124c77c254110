package import Contracts
package import IngestDomain
import Postgres
import Primitives

extension PostgresJobQueue {
    package func complete(_ lease: Lease, with response: AnalyzeResponse) async throws(IntakeError) -> JobOutcome {
        let json = try Self.json(response)
        let stored = try await database.transaction { connection -> FinishedJob? in
            guard let job = try await finish(lease, on: connection) else { return nil }
            try await StoreAnalysis(job: job, response: response, json: json, now: clock.now).write(on: connection)
            try await connection.execute("SELECT pg_notify(\(Channel.incidents), \(job.incident.description))")
            return job
        }
        guard let stored else { return .leaseLost }
        do throws(IntakeError) {
            // After the commit: so of two analyses that name one cause, the later one sees the other.
            try await CausalCorrelation(database: database, clock: clock).run(for: stored.analysis)
        } catch {
            // The analysis is stored. The sweep finds that this question is still open, and asks it again.
        }
        return .done
    }

    package func complete(_ lease: Lease, with response: SummarizeIncidentResponse) async throws(IntakeError) -> JobOutcome {
        try await database.transaction { connection in
            guard let job = try await finish(lease, on: connection) else { return .leaseLost }
            let now = clock.now
            try await connection.execute(
                """
                WITH summarised AS (
                    UPDATE incidents
                    SET title = \(response.title.storable), summary = \(response.summary.storable), detail = \(response.detail.withoutNUL),
                        updated_at = \(now)
                    WHERE id = \(job.incident) AND state <> 'merged'
                    RETURNING id, cluster
                )
                INSERT INTO timeline (cluster, incident_id, at, kind, about)
                SELECT cluster, id, \(now), 'summarized', \(response.title.storable) FROM summarised
                """)
            try await IncidentMemory.remember([job.incident], on: connection)
            try await connection.execute("SELECT pg_notify(\(Channel.incidents), \(job.incident.description))")
            return .done
        }
    }

    /// Marks a job as done, if the lease still holds.
    private func finish(_ lease: Lease, on connection: PostgresConnection) async throws(PostgresError) -> FinishedJob? {
        let rows = try await connection.query(
            """
            UPDATE jobs SET state = 'done', finished_at = \(clock.now), error = NULL, overdue_at = NULL
            WHERE id = \(lease.job.number) AND state = 'running' AND worker = \(lease.worker) AND attempts = \(Int16(clamping: lease.attempt))
            RETURNING cluster, incident_id, alert_name, subject, fingerprint
            """)
        guard let row = rows.first else { return nil }
        let (cluster, incident, alertName, subject, fingerprint) = try row.decode(
            as: (String, IncidentID, String, String, String?).self)
        return FinishedJob(cluster: cluster, incident: incident, alertName: alertName, subject: subject, fingerprint: fingerprint)
    }

    private static func json(_ response: AnalyzeResponse) throws(IntakeError) -> PostgresJSON {
        do throws(PostgresError) {
            return try PostgresJSON(encoding: response).withoutNUL
        } catch {
            throw .failed(reason: error.message)
        }
    }
}

struct FinishedJob: Sendable {
    let cluster: String
    let incident: IncidentID
    let alertName: String
    let subject: String
    let fingerprint: String?

    var analysis: AnalysisReference {
        AnalysisReference(cluster: cluster, incident: incident, alertName: alertName, subject: subject)
    }
}
