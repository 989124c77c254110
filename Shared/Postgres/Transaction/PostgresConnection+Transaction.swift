extension PostgresConnection {
    /// Runs a body between BEGIN and COMMIT, or ROLLBACK where it throws. A cancelled task's transaction is rolled back,
    /// unless COMMIT is under way already, which is always waited for.
    package func withTransaction<Success>(
        isolation level: IsolationLevel = .readCommitted, readOnly: Bool = false,
        _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        try await Self.transaction(on: self, level, readOnly, body)
    }

    /// Static, so that it runs where its caller does: the body's values need not cross to the connection's thread.
    nonisolated(nonsending) static func transaction<Success>(
        on connection: PostgresConnection, _ level: IsolationLevel, _ readOnly: Bool,
        _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        var failure = PostgresTransactionError()
        do {
            try await connection.execute(script: "BEGIN ISOLATION LEVEL \(level.rawValue)\(readOnly ? " READ ONLY" : "")")
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
                if connection.isUsable { _ = try await connection.runUncancelled("ROLLBACK") }
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

    private func commit() throws(PostgresError) {
        let tag = try runUncancelled("COMMIT")
        guard tag == "COMMIT" else {
            // COMMIT of a transaction in which a statement failed is answered ROLLBACK, and is no error to the server.
            throw PostgresError(.server(.inFailedTransaction), "a statement of the transaction failed, so it was rolled back")
        }
    }
}
