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
                await giveBack(taken[...])
                throw error
            }
            return await readableRequests(for: taken)
        }
    }

    /// One by one, so that a job whose rows can't be read holds up no other.
    private func readableRequests(for jobs: [TakenJob]) async -> [ClaimedJob] {
        var claimed: [ClaimedJob] = []
        for (index, job) in jobs.enumerated() {
            do throws(IntakeError) {
                claimed += try await requests(for: [job])
            } catch {
                if case .unavailable = error {
                    // It says nothing of this job, nor of those that weren't looked at.
                    await giveBack(jobs[index...])
                    break
                }
                claimed.append(job.claimed(.unreadable(job.kind, JobFailure(message: "what it is about can't be read: \(error)"))))
            }
        }
        return claimed
    }

    /// Those that can't be given back come up again when their leases have lapsed.
    private func giveBack(_ jobs: ArraySlice<TakenJob>) async {
        for job in jobs { try? await release(job.lease, for: nil, notBefore: .zero) }
    }

    private func requests(for jobs: [TakenJob]) async throws(IntakeError) -> [ClaimedJob] {
        let requests = try await database.snapshot { connection in
            try await JobRequests.of(jobs, on: connection)
        }
        return zip(jobs, requests).map { job, request in
            // Retention may have taken it: there is nothing left to ask about, and the incident says so.
            let gone = JobFailure(message: "the alert that it was about is gone", isRetryable: false)
            return job.claimed(request ?? .unreadable(job.kind, gone))
        }
    }
}

extension TakenJob {
    fileprivate func claimed(_ request: ClaimedJob.Request) -> ClaimedJob {
        ClaimedJob(lease: lease, incident: incident, attempt: lease.attempt, request: request, traceContext: traceContext)
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
