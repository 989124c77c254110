import IngestDomain
package import Logging
package import Postgres
import ServiceLifecycle
import Synchronization

/// Tells other replicas that there is something to look at.
///
/// `NOTIFY` within a transaction makes all commits of the server wait in line, so it is sent afterwards, and for many transactions at once.
/// One that is lost with this process is no harm: it is a hint, and everybody polls as well.
package final class Notifier: Service {
    /// Between two notifications.
    private static let pause: Duration = .milliseconds(50)

    private struct Pending {
        var jobs = false
        var incidents = false
    }

    private let pool: PostgresPool
    private let logger: Logger
    private let pending = Mutex(Pending())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    package init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func notify(jobs: Bool, incidents: Bool) {
        guard jobs || incidents else { return }
        pending.withLock { pending in
            pending.jobs = pending.jobs || jobs
            pending.incidents = pending.incidents || incidents
        }
        signal.yield()
    }

    /// Sends them until shutdown.
    package func run() async {
        for await _ in signals.cancelOnGracefulShutdown() {
            let due = pending.withLock { pending in
                defer { pending = Pending() }
                return pending
            }
            do {
                if due.jobs { try await pool.execute("SELECT pg_notify(\(Channel.jobs), '')") }
                if due.incidents { try await pool.execute("SELECT pg_notify(\(Channel.incidents), '')") }
                try await Task.sleep(for: Self.pause)
            } catch {
                logger.debug("notification not sent", metadata: ["error": "\(error)"])
            }
        }
    }
}
