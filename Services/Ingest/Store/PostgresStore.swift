package import IngestDomain
package import Logging
package import Postgres
package import Primitives

/// What ingest keeps in PostgreSQL, and all that is done with it.
///
/// The pool's ``PostgresPool/run()`` and ``notifier``'s have to run beside it.
package struct PostgresStore: Sendable {
    package let writer: PostgresAlertWriter
    package let reader: PostgresIncidentReader
    package let jobs: PostgresJobQueue
    package let housekeeping: PostgresHousekeeping
    package let history: PostgresHistory
    package let notifier: Notifier

    package init(
        pool: PostgresPool, policy: IncidentPolicy = IncidentPolicy(), retries: RetryPolicy = RetryPolicy(),
        history: HistoryPolicy = HistoryPolicy(), clock: WallClock = .system, logger: Logger
    ) {
        notifier = Notifier(pool: pool, logger: logger)
        writer = PostgresAlertWriter(pool: pool, policy: policy, notifier: notifier, clock: clock, ids: UUIDv7Generator(clock: clock))
        reader = PostgresIncidentReader(pool: pool)
        jobs = PostgresJobQueue(pool: pool, retries: retries, clock: clock)
        housekeeping = PostgresHousekeeping(pool: pool, retries: retries, clock: clock)
        self.history = PostgresHistory(pool: pool, policy: history, clock: clock)
    }
}
