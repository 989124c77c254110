package import IngestDomain
import Postgres
import Primitives

extension PostgresJobQueue {
    package func claim(limit: Int, worker: String, lease: Duration) async throws(IntakeError) -> [ClaimedJob] {
        let now = clock.now
        let statement = ClaimStatement(limit: limit, worker: worker, now: now, until: now + lease, policy: policy)
        let taken = try await database.transaction { connection in
            try await connection.execute(ClaimStatement.lock)
            return try await TakenJob.decode(connection.query(statement.query), worker: worker, until: statement.until)
        }
        guard !taken.isEmpty else { return [] }
        // After the commit: others may claim while this reads.
        do throws(IntakeError) {
            return try await requests(for: taken)
        } catch {
            if case .unavailable = error {
                for job in taken { try await release(job.lease, for: nil, notBefore: .zero) }
                throw error
            }
            return try await readableRequests(for: taken)
        }
    }

    /// One by one, so that a job whose rows can't be read holds up no other, and ends as a dead letter.
    private func readableRequests(for jobs: [TakenJob]) async throws(IntakeError) -> [ClaimedJob] {
        var claimed: [ClaimedJob] = []
        for job in jobs {
            do throws(IntakeError) {
                claimed += try await requests(for: [job])
            } catch {
                _ = try await fail(job.lease, error: JobFailure(message: "what it is about can't be read"))
            }
        }
        return claimed
    }

    private func requests(for jobs: [TakenJob]) async throws(IntakeError) -> [ClaimedJob] {
        let requests = try await database.snapshot { connection in
            try await JobRequests.of(jobs, on: connection)
        }
        var claimed: [ClaimedJob] = []
        for (job, request) in zip(jobs, requests) {
            guard let request else {
                // Retention may have taken it: there is nothing left to ask about, and the incident says so.
                _ = try await fail(job.lease, error: JobFailure(message: "the alert that it was about is gone", isRetryable: false))
                continue
            }
            claimed.append(
                ClaimedJob(
                    lease: job.lease, incident: job.incident, attempt: job.lease.attempt, request: request, traceContext: job.traceContext))
        }
        return claimed
    }
}

/// A job as its row tells of it, before anything was read that it is about.
struct TakenJob: Sendable {
    let lease: Lease
    let kind: JobKind
    let incident: IncidentID
    let cluster: String
    let alertName: String
    let subject: String
    let fingerprint: String?
    let startsAt: Timestamp?
    let threadTs: String
    let traceContext: String?

    /// - Returns: in the order of their turns.
    static func decode(_ rows: PostgresRows, worker: String, until: Timestamp) throws(PostgresError) -> [TakenJob] {
        var taken: [(turn: Timestamp, job: TakenJob)] = []
        for row in rows {
            let (id, kind, attempt, incident, cluster, alertName, subject, fingerprint, startsAt, threadTs) = try row.decode(
                as: (Int64, String, Int, IncidentID, String, String, String, String?, Timestamp?, String).self)
            guard let kind = JobKind(rawValue: kind) else { continue }
            let job = TakenJob(
                lease: Lease(job: JobID(id), worker: worker, attempt: attempt, until: until), kind: kind, incident: incident, cluster: cluster,
                alertName: alertName, subject: subject, fingerprint: fingerprint, startsAt: startsAt, threadTs: threadTs,
                traceContext: try row.decode("trace_context"))
            taken.append((try row.decode("turn"), job))
        }
        return taken.sorted { ($0.turn, $0.job.lease.job.number) < ($1.turn, $1.job.lease.job.number) }.map(\.job)
    }
}
