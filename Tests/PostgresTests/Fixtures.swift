import Logging
import Postgres
import TestSupport

let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

/// Runs a body on a connection to a database of its own.
func withConnection<Success>(_ body: (PostgresConnection) async throws -> Success) async throws -> Success {
    let configuration = try await PostgresServer.shared().database()
    let connection = try await PostgresConnection.connect(configuration, logger: quiet)
    let result: Result<Success, any Error>
    do {
        result = .success(try await body(connection))
    } catch {
        result = .failure(error)
    }
    await connection.close()
    return try result.get()
}

/// Runs a body with a pool to a database, which it may change the limits of.
func withPool<Success: Sendable>(
    _ limits: PoolLimits = PoolLimits(), to configuration: PostgresConfiguration? = nil,
    _ body: @Sendable (PostgresPool) async throws -> Success
) async throws -> Success {
    var target = configuration
    if target == nil { target = try await PostgresServer.shared().database() }
    guard let target else { throw TestSupportError("no database") }
    let pool = PostgresPool(target, limits: limits, logger: quiet)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await pool.run() }
        let result = try await body(pool)
        group.cancelAll()
        return result
    }
}

/// The `PostgresError` that a call throws, for the tests that look into it.
func postgresError(_ call: () async throws -> Void) async throws -> PostgresError {
    do {
        try await call()
    } catch let error as PostgresError {
        return error
    } catch let error as PostgresTransactionError {
        if let error = error.postgresError { return error }
        throw error
    }
    throw TestSupportError("no error was thrown")
}
