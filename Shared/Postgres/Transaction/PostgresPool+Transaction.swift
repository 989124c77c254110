extension PostgresPool {
    /// Runs a body in a transaction on a connection of the pool.
    ///
    /// - Parameters:
    ///   - limit: for each run, see ``PostgresConnection/withTransaction(isolation:readOnly:within:_:)``.
    ///   - retry: with `idempotent` the whole transaction is run again, on a fresh connection if need be, after a
    ///     serialization failure (40001), a deadlock (40P01) or a broken connection (class 08).
    package func withTransaction<Success>(
        isolation level: IsolationLevel = .readCommitted, readOnly: Bool = false, within limit: Duration? = nil,
        retry: TransactionRetry = .never,
        _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        var attempt = 1
        while true {
            do throws(PostgresTransactionError) {
                return try await runTransaction(level, readOnly, limit, body)
            } catch {
                var error = error
                error.attempts = attempt
                guard attempt < retry.attempts, error.isRetryable, !Task.isCancelled else { throw error }
                do {
                    try await Task.sleep(for: retry.pause(after: attempt, chance: chance()))
                } catch _ {
                    throw error  // Cancelled while pausing: the failure says more than the cancellation.
                }
                attempt += 1
            }
        }
    }

    private func runTransaction<Success>(
        _ level: IsolationLevel, _ readOnly: Bool, _ limit: Duration?, _ body: (PostgresConnection) async throws -> Success
    ) async throws(PostgresTransactionError) -> Success {
        let lease: Lease
        do throws(PostgresError) {
            lease = try await acquire()
        } catch {
            var failure = PostgresTransactionError()
            failure.beginError = error
            throw failure
        }
        defer { giveBack(lease) }
        return try await PostgresConnection.transaction(on: lease.connection, level, readOnly, limit, body)
    }
}

extension PostgresPool {
    /// The rows of a single statement, on a connection of the pool.
    package func query(_ query: PostgresQuery) async throws(PostgresError) -> PostgresRows {
        let lease = try await acquire()
        defer { giveBack(lease) }
        return try await lease.connection.query(query)
    }

    /// - Returns: how many rows the statement changed.
    @discardableResult
    package func execute(_ query: PostgresQuery) async throws(PostgresError) -> Int {
        let lease = try await acquire()
        defer { giveBack(lease) }
        return try await lease.connection.execute(query)
    }
}
