import IngestDomain
import Postgres
import Primitives

/// Writes a batch of alerts, however many webhooks they came with, in one transaction of a handful of statements.
struct IntakeTransaction: Sendable {
    let policy: IncidentPolicy
    let clock: WallClock
    let ids: UUIDv7Generator

    /// - Returns: what became of the batch, once the transaction around it is committed.
    func write(_ batch: [IncomingAlert], on connection: PostgresConnection) async throws(PostgresError) -> IntakeOutcome {
        var outcome = IntakeOutcome(alerts: batch.count)
        guard !batch.isEmpty else { return outcome }
        try await ClusterLock.take(Set(batch.lazy.map(\.cluster)), on: connection)
        for notices in NoticeRounds(batch, rules: policy.correlation).rounds {
            try await write(notices, on: connection, &outcome)
        }
        return outcome
    }

    private func write(_ notices: [Notice], on connection: PostgresConnection, _ outcome: inout IntakeOutcome) async throws(PostgresError) {
        let recognise = RecogniseStatement(notices: notices)
        var sightings = try recognise.decode(try await connection.query(recognise.query))
        try await PastStatement(notices: notices, policy: policy.flapping).complete(&sightings, on: connection)
        let now = clock.now
        let plan = IntakePlan(notices, sightings, policy: policy, now: now) { IncidentID(ids.next()) }
        outcome.take(plan)
        guard !plan.isEmpty else { return }
        var reviewed = plan.reviewed
        if let revise = ReviseStatement(plan: plan).query {
            let incidents = try await connection.query(revise).decode(as: IncidentID?.self)
            reviewed.formUnion(incidents.lazy.compactMap(\.self))
        }
        let record = try await connection.query(RecordStatement(plan: plan, policy: policy, now: now).query)
        outcome.newJobs += try record.first?.decode(as: Int.self) ?? 0
        outcome.changedIncidents = true
        guard !reviewed.isEmpty else { return }
        try await connection.execute(ReviewStatement(incidents: reviewed.sorted(), holdTime: policy.holdTime, now: now).query)
    }
}
