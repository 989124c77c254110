/// What went wrong between this process and PostgreSQL, or between a value and its column.
///
/// It never holds a bind parameter or a password. `detail` is the server's own and may quote the values of a row:
/// it is kept apart from `description` so that logs don't carry it by accident.
package struct PostgresError: Error, Hashable, Sendable {
    /// Where in the way of a query the failure lies.
    package enum Reason: Hashable, Sendable {
        /// The server received the statement and refused it.
        case server(SQLState)
        /// There is no working connection: it could not be made, or it broke.
        case connection(ConnectionFailure)
        /// The task was cancelled, and the server stopped the statement or never got it.
        case cancelled
        /// The pool had no connection to lend in time.
        case poolTimeout
        /// The pool has been shut down.
        case poolClosed
        /// A value can't be sent: a NUL byte in text, or JSON that can't be encoded.
        case encoding
        /// A column can't be read as the type that was asked for.
        case decoding
        /// The connection string or a setting in it is wrong.
        case configuration
        /// An applied migration was changed, or two migrations share a version.
        case migration
    }

    package enum ConnectionFailure: Hashable, Sendable {
        /// Nobody listens there, or the name does not resolve.
        case unreachable
        /// The server did not answer within the time allowed.
        case timedOut
        /// The user, the password or the database is wrong (class 28, 3D000): trying again does not help.
        case rejected
        /// TLS could not be agreed on, or the certificate was not accepted.
        case tls
        /// The server is starting, stopping or full (class 57P, 53300): trying again helps.
        case unavailable
        /// An open connection broke.
        case lost
        /// The connection had been closed by this process.
        case closed
    }

    package var reason: Reason
    package var message: String
    package var sqlState: SQLState?
    package var detail: String?
    package var hint: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
    /// The function of the server's source that raised it. Unlike the message, it is not translated.
    package var routine: String?
    /// What had been tried when it went wrong, as SQL with `$1`, never with values.
    package var statement: String?

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
        if case .server(let state) = reason { sqlState = state }
    }
}

extension PostgresError {
    /// The connection can't be used any longer, or never could.
    package var isConnectionFailure: Bool {
        switch reason {
        case .connection: true
        case .server(let state): state.errorClass == "08" || Self.shutdownStates.contains(state)
        default: false
        }
    }

    /// PostgreSQL is away, starting or overloaded: the same call may well succeed in a moment.
    package var isTransient: Bool {
        switch reason {
        case .connection(.rejected), .connection(.tls), .connection(.closed): false
        case .connection, .poolTimeout: true
        case .server(let state): isConnectionFailure || state == .tooManyConnections || isSerializationFailure
        default: false
        }
    }

    /// The transaction lost against another one and may win when it is run again as a whole.
    package var isSerializationFailure: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected
    }

    package var isCancelled: Bool { reason == .cancelled }

    /// - Parameter constraint: the name of the violated constraint; nil for any.
    package func isViolation(of constraint: String? = nil) -> Bool {
        guard sqlState?.errorClass == "23" else { return false }
        return constraint == nil || constraint == self.constraint
    }

    /// The server ended the session, or doesn't take any.
    private static let shutdownStates: Set<SQLState> = [
        .adminShutdown, .crashShutdown, .cannotConnectNow, .idleTransactionEnded, .idleSessionEnded,
    ]
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        var text = message
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        if let statement { text += ", in: \(statement.prefix(200))" }
        return text
    }
}
