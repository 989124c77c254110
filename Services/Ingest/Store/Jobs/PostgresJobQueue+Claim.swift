import Contracts
package import IngestDomain
import Postgres
import Primitives

extension PostgresJobQueue {
    package func claim(limit: Int, worker: String, lease: Duration) async throws(IntakeError) -> [ClaimedJob] {
        try await database.transaction { connection in
            let jobs = try await take(limit, worker, lease, on: connection)
            guard !jobs.isEmpty else { return [] }
            return try await requests(for: jobs, on: connection)
        }
    }

    private struct Taken {
        let lease: Lease
        let kind: JobKind
        let priority: Int
        let incident: IncidentID
        let cluster: String
        let fingerprint: String?
        let startsAt: Timestamp?
        let threadTs: String
    }

    private func take(
        _ limit: Int, _ worker: String, _ lease: Duration, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Taken] {
        let now = clock.now
        let until = now + lease
        let rows = try await connection.query(
            """
            WITH due AS (
                SELECT id, cluster FROM jobs
                WHERE state IN ('queued', 'running') AND due_at <= \(now) AND attempts < \(Int16(clamping: retries.maximumAttempts))
                ORDER BY priority DESC, due_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            )
            UPDATE jobs AS j
            SET state = 'running', attempts = j.attempts + 1, due_at = \(until), worker = \(worker)
            FROM due
            WHERE j.id = due.id AND j.cluster = due.cluster
            RETURNING j.id, j.kind, j.priority, j.attempts, j.incident_id, j.cluster, j.fingerprint, j.starts_at, j.thread_ts
            """)
        var taken: [Taken] = []
        for row in rows {
            let (id, kind, priority, attempt, incident, cluster, fingerprint, startsAt, threadTs) = try row.decode(
                as: (Int64, String, Int, Int, IncidentID, String, String?, Timestamp?, String).self)
            guard let kind = JobKind(rawValue: kind) else { continue }
            let lease = Lease(job: JobID(id), worker: worker, attempt: attempt, until: until)
            taken.append(
                Taken(
                    lease: lease, kind: kind, priority: priority, incident: incident, cluster: cluster, fingerprint: fingerprint,
                    startsAt: startsAt, threadTs: threadTs))
        }
        return taken.sorted { ($1.priority, $0.lease.job.number) < ($0.priority, $1.lease.job.number) }
    }

    private func requests(for jobs: [Taken], on connection: PostgresConnection) async throws -> [ClaimedJob] {
        var claimed: [ClaimedJob] = []
        let analyses = jobs.filter { $0.kind == .analyze }
        let own = try await RequestedAlerts.of(analyses.map { ($0.cluster, $0.fingerprint ?? "", $0.startsAt ?? .goZero) }, on: connection)
        let related = try await RequestedAlerts.firing(in: Array(Set(analyses.map(\.incident))), on: connection)
        var position = 0
        for job in jobs {
            let request: ClaimedJob.Request
            switch job.kind {
            case .analyze:
                defer { position += 1 }
                // Without its alert, which retention may have taken, there is nothing left to ask about.
                guard let alert = own[position] else {
                    try await abandon(job.lease, on: connection)
                    continue
                }
                let others = (related[job.incident] ?? []).filter { $0.fingerprint != alert.fingerprint }
                request = .analyze(
                    AnalyzeRequest(alert: alert, threadTs: job.threadTs, incidentID: job.incident.description, relatedAlerts: others))
            case .summarize:
                guard let summary = try await SummaryRequest.of(job.incident, on: connection) else {
                    try await abandon(job.lease, on: connection)
                    continue
                }
                request = .summarize(summary)
            }
            claimed.append(ClaimedJob(lease: job.lease, incident: job.incident, attempt: job.lease.attempt, request: request))
        }
        return claimed
    }

    private func abandon(_ lease: Lease, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE jobs SET state = 'dead', error = 'what it was about is gone', finished_at = \(clock.now) WHERE id = \(lease.job.number)")
    }
}
