import IngestDomain
import Postgres
import Primitives

/// Writes a batch of alerts, however many webhooks they came with, in one transaction of a handful of statements.
struct IntakeTransaction: Sendable {
    let policy: IncidentPolicy
    let clock: WallClock
    let ids: UUIDv7Generator

    struct Outcome: Sendable {
        /// The incident of each alert of the batch; nil for one of which only the end was seen.
        var incidents: [IncidentID?]
        var newJobs = 0
        /// Whether any incident looks different now.
        var changedIncidents = false
    }

    /// - Returns: what became of the batch, once the transaction around it is committed.
    func write(_ batch: [IncomingAlert], on connection: PostgresConnection) async throws(PostgresError) -> Outcome {
        var outcome = Outcome(incidents: Array(repeating: nil, count: batch.count))
        guard !batch.isEmpty else { return outcome }
        try await ClusterLock.take(Set(batch.map(\.cluster)), on: connection)
        for notices in NoticeRounds(batch).rounds {
            try await write(notices, on: connection, &outcome)
        }
        return outcome
    }

    private func write(_ notices: [Notice], on connection: PostgresConnection, _ outcome: inout Outcome) async throws(PostgresError) {
        let recognise = RecogniseStatement(notices: notices)
        let recognitions = try recognise.decode(try await connection.query(recognise.query))
        let now = clock.now
        let plan = IntakePlan(notices, recognitions, policy: policy, now: now) { IncidentID(ids.next()) }
        for (notice, incident) in zip(notices, plan.incidents) {
            for origin in notice.origins { outcome.incidents[origin] = incident ?? outcome.incidents[origin] }
        }
        guard !plan.isEmpty else { return }
        let rows = try await connection.query(RecordStatement(plan: plan, now: now).query)
        var ended = plan.ended
        for row in rows {
            let (newJobs, superseded) = try row.decode(as: (Int, [IncidentID]).self)
            outcome.newJobs += newJobs
            ended.formUnion(superseded)
        }
        outcome.changedIncidents = true
        guard !ended.isEmpty else { return }
        try await connection.execute(ReviewStatement(incidents: ended.sorted(), holdTime: policy.holdTime, now: now).query)
    }
}
