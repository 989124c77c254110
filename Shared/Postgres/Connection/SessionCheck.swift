package import Logging

/// Whether a connection keeps its session: behind a pooler that gives each transaction whichever session is free, it doesn't.
///
/// Prepared statements, `LISTEN`, locks and what a session is set to would land in somebody else's, now and then and under load: that is better
/// found out before the first request than by it.
package enum SessionCheck {
    /// How long the second session may take to come where a pooler is between: it may have none to give.
    private static let patience: Duration = .seconds(5)

    /// - Throws: `configuration` for a pooler that shares sessions, `connection` where the server can't be reached.
    package static func run(_ configuration: PostgresConfiguration, logger: Logger) async throws {
        var configuration = configuration
        // A prepared statement would itself fail in another session, in words that help nobody.
        configuration.statementCacheCapacity = 0
        let one = try await PostgresConnection.connect(configuration, logger: logger)
        do {
            // A pooler makes up the number that it greets with: where it is the server's own, nothing is between.
            if try await session(of: one) != one.processID {
                let other = try await PostgresConnection.connect(configuration, logger: logger)
                do {
                    try await within(patience) { try await compare(one, other) }
                } catch {
                    await other.close()
                    throw error
                }
                await other.close()
            }
        } catch {
            await one.close()
            throw error
        }
        await one.close()
    }

    /// Two transactions at once, and then two again: each must find itself where it was. Which of the free sessions a pooler takes, the first or the
    /// last that was given back, is its own affair, so they are given back in both orders.
    private static func compare(_ one: PostgresConnection, _ other: PostgresConnection) async throws {
        let first = try await sessions(one, other, ended: [one, other])
        let second = try await sessions(one, other, ended: [other, one])
        let third = try await sessions(one, other, ended: [one, other])
        guard first == second, second == third else {
            throw PostgresError(
                .configuration,
                "a connection pooler shares sessions between transactions (PgBouncer's pool_mode = transaction or statement): "
                    + "connect to PostgreSQL itself, or through a pool with pool_mode = session")
        }
    }

    private static func sessions(_ one: PostgresConnection, _ other: PostgresConnection, ended order: [PostgresConnection]) async throws -> [Int32] {
        try await one.execute(script: "BEGIN")
        let first = try await session(of: one)
        try await other.execute(script: "BEGIN")
        let second = try await session(of: other)
        for connection in order { try await connection.execute(script: "COMMIT") }
        return [first, second]
    }

    private static func session(of connection: PostgresConnection) async throws -> Int32 {
        guard let row = try await connection.query("SELECT pg_backend_pid()").first else {
            throw PostgresError(.decoding, "the server doesn't say which session this is")
        }
        return try row.decode(as: Int32.self)
    }

    private static func within(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw PostgresError(.connection(.timedOut), "the pooler had no second session within \(limit)")
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}
