package import IngestDomain
package import Postgres
package import Primitives

/// Writes webhooks to PostgreSQL, all of them in one transaction.
package struct PostgresAlertWriter: Sendable {
    private let database: Database
    private let transaction: IntakeTransaction
    private let notifier: Notifier?

    /// - Parameter notifier: tells other replicas of new jobs; without one they find them by polling.
    package init(
        pool: PostgresPool, policy: IncidentPolicy = IncidentPolicy(), notifier: Notifier? = nil, clock: WallClock = .system,
        ids: UUIDv7Generator? = nil
    ) {
        database = Database(pool: pool)
        transaction = IntakeTransaction(policy: policy, clock: clock, ids: ids ?? UUIDv7Generator(clock: clock))
        self.notifier = notifier
    }

    /// Writes them all or none.
    ///
    /// - Parameter webhooks: the alerts of each.
    /// - Returns: an answer for each, in their order, once they are committed.
    package func write(_ webhooks: [[IncomingAlert]]) async throws(IntakeError) -> [IntakeReceipt] {
        let batch = Array(webhooks.joined())
        let outcome = try await transaction.write(batch, to: database)
        notifier?.notify(jobs: outcome.newJobs > 0, incidents: outcome.changedIncidents)
        var start = 0
        return webhooks.map { alerts in
            defer { start += alerts.count }
            return outcome.receipt(for: start..<start + alerts.count)
        }
    }
}
