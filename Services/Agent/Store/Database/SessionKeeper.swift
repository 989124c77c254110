package import AgentSessions
package import Logging
package import Postgres
import ServiceLifecycle

/// Works on the session database beside the analyses: brings the schema up to date as soon as the database is there, writes what waits,
/// exchanges what the day has cost, and removes what is past its retention.
///
/// Whatever the database does, it goes on, and analyses don't notice.
package struct SessionKeeper: Service, CustomStringConvertible {
    package var description: String { "SessionKeeper" }

    private let database: SessionDatabase
    private let migrator: Migrator
    private let queue: SessionQueue
    private let tally: UsageTally
    private let meter: SpendMeter
    private let retention: SessionRetention?
    private let logger: Logger

    private static let interval: Duration = .seconds(1)
    private static let retentionInterval: Duration = .seconds(3600)
    private static let firstPause: Duration = .milliseconds(200)
    private static let longestPause: Duration = .seconds(5)
    /// Sessions of one statement.
    private static let batch = 16

    /// - Parameter retention: nil keeps everything.
    package init(
        database: SessionDatabase, queue: SessionQueue, tally: UsageTally, meter: SpendMeter, retention: SessionRetention?, logger: Logger
    ) throws(PostgresError) {
        self.database = database
        self.queue = queue
        self.tally = tally
        self.meter = meter
        self.retention = retention
        self.logger = logger
        migrator = try Migrator(SessionSchema.migrations, table: SessionSchema.table, logger: logger)
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            guard await migrate() else { return }
            await withDiscardingTaskGroup { group in
                group.addTask { await repeatedly(every: Self.interval) { await keep() } }
                if let retention {
                    group.addTask { await repeatedly(every: Self.retentionInterval) { await remove(by: retention) } }
                }
            }
        }
        // What came since the last turn. The pool stops after this.
        if database.trouble == nil { await keep() }
    }

    private func repeatedly(every interval: Duration, _ work: () async -> Void) async {
        repeat { await work() } while (try? await Task.sleep(for: interval)) != nil
    }

    /// - Returns: false where it was told to stop, or where the schema isn't one that this program can use.
    private func migrate() async -> Bool {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do {
                let applied = try await migrator.migrate(database.pool.configuration)
                logger.notice("sessions are kept", metadata: ["applied": .stringConvertible(applied.count)])
                database.note(nil)
                return true
            } catch let error as PostgresError where error.reason == .migration {
                logger.error("sessions are not kept: the schema differs from this program's", metadata: ["error": "\(error)"])
                database.note(.failed(reason: error.message))
                return false
            } catch {
                guard !Task.isCancelled else { return false }
                logger.warning("sessions are not kept yet: the database can't be reached", metadata: ["error": "\(error)"])
                database.note(.unavailable(reason: "it can't be reached"))
            }
            guard (try? await Task.sleep(for: pause)) != nil else { return false }
            pause = min(pause * 2, Self.longestPause)
        }
        return false
    }

    // MARK: A turn

    package func keep() async {
        do throws(SessionError) {
            try await writeSessions()
            try await writeUsage()
            if meter.isWorthExchanging { try await meter.exchange(with: PostgresSpendLedger(database)) }
        } catch {
            logger.debug("sessions wait for their database", metadata: ["error": "\(error)", "waiting": .stringConvertible(queue.count)])
        }
    }

    private func writeSessions() async throws(SessionError) {
        let store = StoreSessions(database: database)
        while true {
            let sessions = queue.next(Self.batch)
            guard !sessions.isEmpty else { return }
            do throws(SessionError) {
                try await store.write(sessions)
                queue.written(Set(sessions.map(\.id)))
            } catch .failed(let reason) {
                // One that the database refuses must not keep the others from it.
                logger.error("a session can't be stored", metadata: ["error": .string(reason)])
                if sessions.count == 1 { queue.refuse(Set(sessions.map(\.id))) } else { try await writeOneByOne(sessions, store) }
            }
        }
    }

    private func writeOneByOne(_ sessions: [AnalysisSession], _ store: StoreSessions) async throws(SessionError) {
        for session in sessions {
            do throws(SessionError) {
                try await store.write([session])
                queue.written([session.id])
            } catch .failed {
                queue.refuse([session.id])
            }
        }
    }

    private func writeUsage() async throws(SessionError) {
        let sums = tally.take()
        guard !sums.isEmpty else { return }
        do throws(SessionError) {
            try await PostgresUsage(database).add(sums)
        } catch {
            tally.giveBack(sums)
            throw error
        }
    }

    private func remove(by retention: SessionRetention) async {
        do throws(SessionError) {
            if let removed = try await retention.remove(), removed > 0 {
                logger.info("sessions past their retention are removed", metadata: ["rows": .stringConvertible(removed)])
            }
        } catch {
            logger.warning("sessions past their retention can't be removed", metadata: ["error": "\(error)"])
        }
    }
}
