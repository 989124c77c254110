extension PostgresConnection {
    /// Runs a body between BEGIN and COMMIT, or ROLLBACK where it throws. A cancelled task's transaction is rolled back,
    /// unless COMMIT is under way already, which is always waited for.
    ///
    /// - Parameter limit: after which nothing of it is waited for any more, COMMIT included: the connection is given up, and the server
    ///   rolls back what it had of it. For what others wait for.
    package func withTransaction<Success>(
        isolation level: IsolationLevel = .readCommitted, readOnly: Bool = false, within limit: Duration? = nil,
        _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        try await Self.transaction(on: self, level, readOnly, limit, body)
    }

    /// Static, so that it runs where its caller does: the body's values need not cross to the connection's thread.
    nonisolated(nonsending) static func transaction<Success>(
        on connection: PostgresConnection, _ level: IsolationLevel, _ readOnly: Bool, _ limit: Duration?,
        _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        var failure = PostgresTransactionError()
        do {
            try await connection.begin(level, readOnly, limit)
        } catch {
            failure.beginError = error
            throw failure
        }
        let success: Success
        do {
            success = try await body(connection)
            try Task.checkCancellation()
        } catch {
            failure.closureError = error
            do {
                if connection.isUsable { try await connection.rollback() }
            } catch {
                failure.rollbackError = error
            }
            throw failure
        }
        do {
            try await connection.commit()
        } catch {
            failure.commitError = error
            if error.isConnectionFailure { failure.outcome = .unknown }
            throw failure
        }
        return success
    }

    private func begin(_ level: IsolationLevel, _ readOnly: Bool, _ limit: Duration?) async throws(PostgresError) {
        deadline = limit.map { .now + $0 }
        do {
            try await execute(script: "BEGIN ISOLATION LEVEL \(level.rawValue)\(readOnly ? " READ ONLY" : "")")
        } catch {
            deadline = nil
            throw error
        }
    }

    private func rollback() throws(PostgresError) {
        defer { deadline = nil }
        _ = try runUncancelled("ROLLBACK")
    }

    private func commit() throws(PostgresError) {
        defer { deadline = nil }
        let tag = try runUncancelled("COMMIT")
        guard tag == "COMMIT" else {
            // COMMIT of a transaction in which a statement failed is answered ROLLBACK, and is no error to the server.
            throw PostgresError(.server(.inFailedTransaction), "a statement of the transaction failed, so it was rolled back")
        }
    }
}
