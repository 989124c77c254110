import Logging
import Postgres
import ServiceLifecycle

/// Brings the schema up to date, as soon as PostgreSQL is there, and then runs what needs it.
///
/// The service starts without its database and says so: senders of webhooks are asked to wait, which they do better than a crash loop would.
struct MigrationService: Service, CustomStringConvertible {
    var description: String { "MigrationService" }

    let migrator: Migrator
    let configuration: PostgresConfiguration
    let state: SchemaState
    /// What works on the database by itself: started when the schema is there.
    let dependents: [any Service]
    let logger: Logger
    /// What is done next, before anything is written.
    var prepare: @Sendable () async -> Void = {}

    private static let firstPause: Duration = .milliseconds(200)
    private static let longestPause: Duration = .seconds(5)

    /// - Throws: where the database holds a migration that differs from this program's. Waiting would mend nothing.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await migrate()
        }
        guard state.reason == nil else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in dependents {
                group.addTask { try await service.run() }
            }
            try await group.waitForAll()
        }
    }

    private func migrate() async throws {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do {
                try await SessionCheck.run(configuration, logger: logger)
                let applied = try await migrator.migrate(configuration)
                logger.notice("schema is ready", metadata: ["applied": .stringConvertible(applied.count)])
                await prepare()
                return state.succeeded()
            } catch let error as PostgresError where error.reason == .migration {
                throw error
            } catch let error as PostgresError where error.reason == .configuration {
                // A person has to change something, here or at the pooler; until then this is what senders and probes are told.
                logger.error("the database can't be used as it is reached", metadata: ["error": "\(error)"])
                state.failed(error.message)
            } catch {
                guard !Task.isCancelled else { return }
                logger.warning("schema can't be brought up to date yet", metadata: ["error": "\(error)"])
                state.failed((error as? PostgresError)?.kind ?? "the database's schema can't be brought up to date")
            }
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
