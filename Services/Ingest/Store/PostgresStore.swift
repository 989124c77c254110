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
    package let events: PostgresEventLog
    package let statistics: PostgresStatistics
    package let incidents: PostgresIncidentDesk
    package let jobs: PostgresJobQueue
    package let desk: PostgresJobDesk
    package let housekeeping: PostgresHousekeeping
    package let history: PostgresHistory
    package let notifier: Notifier

    package init(
        pool: PostgresPool, policy: IncidentPolicy = IncidentPolicy(), queue: QueuePolicy = QueuePolicy(),
        history: HistoryPolicy = HistoryPolicy(), clock: WallClock = .system, logger: Logger
    ) {
        notifier = Notifier(pool: pool, logger: logger)
        writer = PostgresAlertWriter(pool: pool, policy: policy, notifier: notifier, clock: clock, ids: UUIDv7Generator(clock: clock))
        reader = PostgresIncidentReader(pool: pool, clock: clock)
        events = PostgresEventLog(pool: pool)
        statistics = PostgresStatistics(pool: pool)
        incidents = PostgresIncidentDesk(
            database: Database(pool: pool), policy: policy, notifier: notifier, clock: clock, ids: UUIDv7Generator(clock: clock))
        jobs = PostgresJobQueue(pool: pool, policy: queue, clock: clock)
        desk = PostgresJobDesk(pool: pool, policy: queue, clock: clock)
        housekeeping = PostgresHousekeeping(pool: pool, policy: policy, queue: queue, clock: clock)
        self.history = PostgresHistory(pool: pool, policy: history, clock: clock)
    }
}
