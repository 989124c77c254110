package import Logging

/// A session with PostgreSQL, on a thread of its own where libpq may block.
///
/// Calls run one after the other. A cancelled task's statement is cancelled in the server; no other one ever is.
/// A connection whose session broke stays broken: make a new one, or let ``PostgresPool`` do that.
package actor PostgresConnection {
    package nonisolated let configuration: PostgresConfiguration
    nonisolated let status = ConnectionStatus()
    let logger: Logger
    let gate: CancellationGate
    private nonisolated let thread: ConnectionThread
    private var session: LibpqSession?
    /// When the transaction that is under way must have ended: nothing is waited for past it, the connection is given up then.
    var deadline: ContinuousClock.Instant?
    private var cache: StatementCache
    /// Prepared statements to be dropped when the session is in a state to do so.
    private var discarded: [String] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Throws: `connection` with its cause, `cancelled`.
    package static func connect(_ configuration: PostgresConfiguration, logger: Logger) async throws(PostgresError) -> PostgresConnection {
        let connection = try PostgresConnection(configuration, logger: logger)
        try await connection.open()
        return connection
    }

    private init(_ configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        self.configuration = configuration
        self.logger = logger
        gate = try CancellationGate()
        cache = StatementCache(capacity: configuration.statementCacheCapacity)
        thread = try ConnectionThread()
    }

    deinit {
        thread.stop()
    }

    /// Whether the session is open, as far as this side knows.
    package nonisolated var isUsable: Bool { status.isUsable }

    /// Whether TLS protects the session.
    package var isEncrypted: Bool { session?.isEncrypted ?? false }

    /// The server process of this session, as `pg_stat_activity` shows it.
    package var processID: Int32 { session?.processID ?? 0 }

    /// The rows of a statement.
    package func query(_ query: PostgresQuery) async throws(PostgresError) -> PostgresRows {
        PostgresRows(try await run(query))
    }

    /// - Returns: how many rows the statement changed.
    @discardableResult
    package func execute(_ query: PostgresQuery) async throws(PostgresError) -> Int {
        try await run(query).affectedRows
    }

    /// Several commands in one text, without parameters and outside the cache. PostgreSQL runs them as one transaction
    /// unless the text itself begins and ends some.
    package func execute(script: String) async throws(PostgresError) {
        _ = try await perform { (session) throws(PostgresError) in
            try session.run(script: script, isCancellable: true)
        }
    }

    /// Ends the session. Whatever was not committed is rolled back by the server.
    package func close() {
        status.closed()
        session = nil
    }

    /// A command that must run to its end although the task is cancelled: COMMIT and ROLLBACK.
    ///
    /// - Returns: the command tag.
    func runUncancelled(_ command: String) throws(PostgresError) -> String {
        try withSession { (session) throws(PostgresError) in
            try session.run(script: command, isCancellable: false).commandTag
        }
    }

    /// Runs a body on the session that is open; the body's waits end when the task is cancelled.
    func perform<Success: Sendable>(
        _ body: (LibpqSession) throws(PostgresError) -> Success
    ) async throws(PostgresError) -> Success {
        let operation = gate.begin()
        defer { gate.end(operation) }
        let result: Result<Success, PostgresError> = await withTaskCancellationHandler {
            do throws(PostgresError) {
                return .success(try withSession(body))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            gate.request(operation)
        }
        return try result.get()
    }

    private func open() async throws(PostgresError) {
        let operation = gate.begin()
        defer { gate.end(operation) }
        let result: Result<Void, PostgresError> = await withTaskCancellationHandler {
            do throws(PostgresError) {
                let session = try LibpqSession(configuration, gate: gate)
                status.opened(socket: session.socket)
                self.session = session
                return .success(())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            gate.request(operation)
        }
        try result.get()
    }

    func withSession<Success>(_ body: (LibpqSession) throws(PostgresError) -> Success) throws(PostgresError) -> Success {
        guard let session else { throw PostgresError(.connection(.closed), "the connection has been closed") }
        session.deadline = deadline
        defer { status.update(isIdle: session.isIdle) }
        do {
            return try body(session)
        } catch {
            if session.isBroken || error.isConnectionFailure { close() }
            throw error
        }
    }
}

// MARK: Prepared statements

extension PostgresConnection {
    private func run(_ query: PostgresQuery) async throws(PostgresError) -> ResultHandle {
        if let failure = query.bindings.failure { throw failure }
        do {
            return try await perform { (session) throws(PostgresError) in
                try run(query, on: session)
            }
        } catch {
            var error = error
            error.statement = query.sql
            throw error
        }
    }

    private func run(_ query: PostgresQuery, on session: LibpqSession) throws(PostgresError) -> ResultHandle {
        guard cache.capacity > 0 else { return try session.run(nil, query) }
        let key = StatementCache.Key(sql: query.sql, types: query.bindings.types)
        if let name = cache.name(for: key) {
            do {
                return try session.run(name, query)
            } catch let error where error.isStaleStatement {
                // The table changed, or somebody dropped the statement. It is prepared anew; in a transaction, which
                // the error has ended, by its next run.
                if let name = cache.remove(key) { discarded.append(name) }
                guard session.isIdle else { throw error }
            }
        }
        return try session.run(try prepare(query, key, on: session), query)
    }

    private func prepare(_ query: PostgresQuery, _ key: StatementCache.Key, on session: LibpqSession) throws(PostgresError) -> String {
        try dropDiscarded(on: session)
        let name = cache.newName()
        try session.prepare(name, query)
        if let evicted = cache.insert(key, name: name) { discarded.append(evicted) }
        return name
    }

    private func dropDiscarded(on session: LibpqSession) throws(PostgresError) {
        while let name = discarded.last, !session.isInFailedTransaction {
            do {
                _ = try session.run(script: "DEALLOCATE \(name)", isCancellable: false)
            } catch let error where error.sqlState == .invalidStatementName && session.isIdle {
                // It is gone already, which is all that was wanted.
            }
            discarded.removeLast()
        }
    }
}

extension PostgresError {
    /// "cached plan must not change result type" has no code of its own, only a place in the source; or the name is unknown.
    fileprivate var isStaleStatement: Bool {
        sqlState == .invalidStatementName || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }
}
