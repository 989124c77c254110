package import AgentSessions
import LLM
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
        guard await cancelWhenGracefulShutdown({ await migrate() }) else {
            // Whoever returns ends the whole service, and analyses can do without this.
            try? await gracefulShutdown()
            return
        }
        await withDiscardingTaskGroup { group in
            // A turn that is under way ends: half of one might be written, and written again by the last.
            group.addTask {
                repeat { await keep() } while await pause(Self.interval)
            }
            if let retention {
                group.addTask {
                    repeat { await cancelWhenGracefulShutdown { await remove(by: retention) } } while await pause(Self.retentionInterval)
                }
            }
        }
        // What came since the last turn. The pool stops after this.
        await keep()
    }

    /// - Returns: false where it was told to stop.
    private func pause(_ time: Duration) async -> Bool {
        await cancelWhenGracefulShutdown { (try? await Task.sleep(for: time)) != nil }
    }

    /// - Returns: false where it was told to stop, or where the schema isn't one that this program can use.
    private func migrate() async -> Bool {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do {
                try await SessionCheck.run(database.pool.configuration, logger: logger)
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
                logger.warning("sessions are not kept yet: the database isn't ready", metadata: ["error": "\(error)"])
                database.note(.unavailable(reason: Self.reason(error)))
            }
            guard (try? await Task.sleep(for: pause)) != nil else { return false }
            pause = min(pause * 2, Self.longestPause)
        }
        return false
    }

    /// A refused password and a missing right are no outage, though waiting may mend them.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? PostgresError, !error.isConnectionFailure else { return "it can't be reached" }
        // A pooler that shares sessions is one of the latter.
        return error.sqlState != nil || error.reason == .configuration ? error.message : "it can't be reached"
    }

    // MARK: A turn

    /// Each part for itself: what keeps one from being written keeps no other.
    package func keep() async {
        await part("sessions") { () async throws(SessionError) in try await writeSessions() }
        await part("usage") { () async throws(SessionError) in try await writeUsage() }
        await part("the day's spending") { () async throws(SessionError) in
            if meter.isWorthExchanging { try await meter.exchange(with: PostgresSpendLedger(database)) }
        }
    }

    private func part(_ name: String, _ work: () async throws(SessionError) -> Void) async {
        do throws(SessionError) {
            try await work()
        } catch .failed(let reason) {
            if database.tellsRefusal() {
                logger.warning("the session database refuses", metadata: ["what": .string(name), "error": .string(reason)])
            }
        } catch {
            logger.debug(
                "sessions wait for their database",
                metadata: ["what": .string(name), "error": "\(error)", "waiting": .stringConvertible(queue.count)])
        }
    }

    private func writeSessions() async throws(SessionError) {
        let store = StoreSessions(database: database)
        while true {
            let sessions = queue.next(Self.batch)
            guard !sessions.isEmpty else { return }
            do throws(SessionError) {
                queue.written(try await store.write(sessions))
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
                queue.written(try await store.write([session]))
            } catch .failed {
                queue.refuse([session.id])
            }
        }
    }

    private func writeUsage() async throws(SessionError) {
        let sums = tally.take()
        guard !sums.isEmpty else { return }
        let table = PostgresUsage(database)
        do throws(SessionError) {
            try await table.add(sums)
        } catch .failed(let reason) {
            logger.error("usage can't be stored as it is", metadata: ["error": .string(reason)])
            try await writeOneByOne(sums, table)
        } catch {
            tally.giveBack(sums)
            throw error
        }
    }

    /// What is refused is lost: given back, it would keep the rest from being written for ever.
    private func writeOneByOne(_ sums: [UsageKey: UsageSum], _ table: PostgresUsage) async throws(SessionError) {
        var left = sums
        for (key, sum) in sums {
            do throws(SessionError) {
                try await table.add([key: sum])
            } catch .failed(let reason) {
                logger.error(
                    "usage is lost", metadata: ["day": "\(key.day)", "calls": .stringConvertible(sum.spent.tokens.calls), "error": .string(reason)])
            } catch {
                tally.giveBack(left)
                throw error
            }
            left[key] = nil
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
