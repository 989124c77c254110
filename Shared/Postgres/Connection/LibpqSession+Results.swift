import CPostgres
import Glibc

extension LibpqSession {
    /// A cancelled statement that is still unanswered after this is given up together with its connection.
    private static let cancelPatience = Duration.seconds(10)

    /// Several commands in one text, without parameters (the simple query protocol).
    ///
    /// - Parameter timeout: nil for that of every statement.
    func run(script: String, isCancellable: Bool, timeout: Duration? = nil) throws(PostgresError) -> ResultHandle {
        try begin(isCancellable, PQsendQuery(pointer, script))
        return try finish(isCancellable, within: timeout)
    }

    func prepare(_ name: String, _ query: PostgresQuery) throws(PostgresError) {
        let types = query.bindings.types
        try begin(true, PQsendPrepare(pointer, name, query.sql, Int32(types.count), types))
        _ = try finish(true)
    }

    /// - Parameter name: of the prepared statement; nil to have the SQL parsed for this once.
    func run(_ name: String?, _ query: PostgresQuery) throws(PostgresError) -> ResultHandle {
        try begin(
            true,
            query.bindings.withLibpqParameters { values, lengths, formats in
                let count = Int32(lengths.count)
                return if let name {
                    PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 1)
                } else {
                    PQsendQueryParams(pointer, query.sql, count, query.bindings.types, values, lengths, formats, 1)
                }
            })
        return try finish(true)
    }

    private func begin(_ isCancellable: Bool, _ send: @autoclosure () -> Int32) throws(PostgresError) {
        guard !(isCancellable && gate.isRequested) else { throw PostgresError(.cancelled, "cancelled before the statement was sent") }
        guard send() == 1 else {
            guard isBroken else {
                let text = PQerrorMessage(pointer).map { String(cString: $0).oneLine } ?? "libpq refused the statement"
                throw PostgresError(.encoding, text)
            }
            throw lost()
        }
    }

    /// Waits for the end of the command that was sent.
    ///
    /// - Returns: the last of its results.
    /// - Throws: the first of its errors, and `cancelled` where the server stopped it because the task was.
    func finish(_ isCancellable: Bool, within timeout: Duration? = nil) throws(PostgresError) -> ResultHandle {
        var wait = ResponseWait(isCancellable: isCancellable, timeout: timeout ?? responseTimeout, notAfter: deadline)
        try flush(&wait)
        var last: ResultHandle?
        var failure: PostgresError?
        while let result = try nextResult(&wait) {
            switch result.status {
            case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
                failure = failure ?? PostgresError(result: result.pointer)
            case PGRES_COPY_IN:
                return result
            default:
                break
            }
            last = result
        }
        if var failure {
            if isBroken, failure.sqlState == nil { failure.reason = .connection(.lost) }
            if isCancellable, gate.isRequested, failure.sqlState == .queryCanceled { failure.reason = .cancelled }
            throw failure
        }
        guard let last else { throw lost() }
        return last
    }

    private func nextResult(_ wait: inout ResponseWait) throws(PostgresError) -> ResultHandle? {
        while PQisBusy(pointer) == 1 {
            // At the end of the stream libpq may still hold the server's reason for it, which the result then tells.
            if try self.wait(for: POLLIN, &wait), PQconsumeInput(pointer) == 0 { break }
        }
        return PQgetResult(pointer).map { ResultHandle($0) }
    }

    /// Sends what libpq still holds. Input is read meanwhile: a server that can't write its answer would not read on.
    func flush(_ wait: inout ResponseWait) throws(PostgresError) {
        while true {
            switch PQflush(pointer) {
            case 0: return
            case 1: if try self.wait(for: POLLIN | POLLOUT, &wait), PQconsumeInput(pointer) == 0 { return }
            default: throw lost()
            }
        }
    }

    /// - Returns: whether the socket is ready.
    private func wait(for events: Int32, _ state: inout ResponseWait) throws(PostgresError) -> Bool {
        let readiness = try wait(for: events, until: state.nextDeadline)
        let now = ContinuousClock.now
        if let deadline = state.deadline, readiness == .timedOut, now >= deadline {
            throw PostgresError(.connection(.timedOut), "PostgreSQL did not answer in time; the connection is given up")
        }
        guard state.isCancellable, gate.isRequested else { return readiness == .socket }
        switch state.cancel(at: now, patience: Self.cancelPatience) {
        case .wait: break
        case .send: try sendCancelRequest()
        case .giveUp: throw PostgresError(.connection(.timedOut), "PostgreSQL did not stop a cancelled statement; the connection is given up")
        }
        return readiness == .socket
    }
}
