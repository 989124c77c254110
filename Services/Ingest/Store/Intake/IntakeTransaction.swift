import IngestDomain
import Postgres
import Primitives

/// Writes a batch of alerts, however many webhooks they came with, in one transaction of a handful of statements.
struct IntakeTransaction: Sendable {
    let policy: IncidentPolicy
    let clock: WallClock
    let ids: UUIDv7Generator
    private let known = KnownAlerts()

    init(policy: IncidentPolicy, clock: WallClock, ids: UUIDv7Generator) {
        self.policy = policy
        self.clock = clock
        self.ids = ids
    }

    /// - Returns: what became of the batch, which is committed.
    func write(_ batch: [IncomingAlert], to database: Database) async throws(IntakeError) -> IntakeOutcome {
        guard !batch.isEmpty else { return IntakeOutcome(alerts: 0) }
        // All that can be made ready before the clusters' locks is: what is done under them is done one after the other.
        let rounds = NoticeRounds(batch, rules: policy.correlation).rounds
        let clusters = Set(batch.lazy.map(\.cluster))
        let register = RegisterStatement(rounds[0]) { !known.contains($0.alert) }
        let expected = RecogniseStatement(rounds[0], new: register.places)
        let outcome = try await database.transaction { connection in
            let areNew = try await register.run(on: connection)
            try await ClusterLock.take(clusters, on: connection)
            var outcome = IntakeOutcome(alerts: batch.count)
            for (round, notices) in rounds.enumerated() {
                let recognise = round == 0 && areNew ? expected : RecogniseStatement(notices, new: [])
                try await write(recognise, on: connection, &outcome)
            }
            return outcome
        }
        known.insert(batch)
        return outcome
    }

    private func write(
        _ recognise: RecogniseStatement, on connection: PostgresConnection, _ outcome: inout IntakeOutcome
    ) async throws(PostgresError) {
        let notices = recognise.notices
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
        if let renew = RenewStatement(plan: plan).query { try await connection.execute(renew) }
        let record = try await connection.query(RecordStatement(plan: plan, policy: policy, now: now).query)
        outcome.newJobs += try record.first?.decode(as: Int.self) ?? 0
        outcome.changedIncidents = true
        guard !reviewed.isEmpty else { return }
        try await connection.execute(ReviewStatement(incidents: reviewed.sorted(), holdTime: policy.holdTime, now: now).query)
    }
}
