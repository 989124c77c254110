import TestSupport
import Testing

@testable import Postgres

/// What happens when neither side is told that the network between them is gone.
@Suite struct LostLinkTests {
    @Test(.timeLimit(.minutes(1))) func `A statement that is never answered is given up a little after its time limit`() async throws {
        try await withLink { connection, proxy in
            proxy.set(.swallow)
            let start = ContinuousClock.now
            let error = try await postgresError { try await connection.execute("SELECT 1") }
            #expect(error.reason == .connection(.timedOut))
            #expect(.now - start < .seconds(8))
            #expect(!connection.isUsable)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `A cancel request that the network swallows holds nobody up`() async throws {
        try await withLink { connection, proxy in
            let start = ContinuousClock.now
            let error: PostgresError? = await withTaskGroup(of: PostgresError?.self) { group in
                group.addTask { try? await postgresError { try await connection.execute("SELECT pg_sleep(60)") } }
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(200))
                    proxy.set(.swallow)
                    return nil
                }
                _ = await group.next()
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(error?.reason == .connection(.timedOut))
            #expect(.now - start < .seconds(8))
            #expect(!connection.isUsable, "the request may still arrive, and must not meet another statement")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `The locks of a transaction whose client hangs are free before others lose their patience`() async throws {
        var configuration = try await PostgresServer.shared().database()
        configuration.idleTransactionTimeout = .milliseconds(300)
        let hung = try await PostgresConnection.connect(configuration, logger: quiet)
        try await hung.execute(script: "BEGIN; SELECT pg_advisory_xact_lock(1)")
        let other = try await PostgresConnection.connect(configuration, logger: quiet)
        try await other.execute(script: "BEGIN; SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock(1); COMMIT")
        let error = try await postgresError { try await hung.execute("SELECT 1") }
        #expect(error.isConnectionFailure, "so that its transaction is run again on another connection")
        await other.close()
    }

    /// A connection through a proxy, with statements of at most a second.
    private func withLink(_ body: @Sendable (PostgresConnection, TCPProxy) async throws -> Void) async throws {
        var options = PostgresServer.Options()
        options.listensOnTCP = true
        let server = try await PostgresServer(options)
        let proxy = try await TCPProxy(to: [server.port])
        var configuration = try PostgresConfiguration(url: server.url(database: "postgres", through: proxy.port))
        configuration.statementTimeout = .seconds(1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await proxy.run() }
            let connection = try await PostgresConnection.connect(configuration, logger: quiet)
            try await body(connection, proxy)
            await connection.close()
            group.cancelAll()
        }
        try await server.stop(.immediate)
    }
}
