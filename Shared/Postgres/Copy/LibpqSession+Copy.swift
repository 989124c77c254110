import CPostgres

extension LibpqSession {
    /// - Returns: how many rows were stored.
    func copyIn(_ sql: String, _ rows: (inout CopyWriter) throws(PostgresError) -> Void) throws(PostgresError) -> Int {
        guard try run(script: sql, isCancellable: true).status == PGRES_COPY_IN else {
            throw PostgresError(.encoding, "this is no COPY from the client: \(sql.prefix(100))")
        }
        let failure: PostgresError
        do {
            var writer = CopyWriter(self)
            try rows(&writer)
            try writer.finish()
            try retryingWhileFull { PQputCopyEnd(pointer, nil) }
            return try finish(true).affectedRows
        } catch {
            failure = error
        }
        try abandonCopy(because: failure)
        throw failure
    }

    func put(_ bytes: [UInt8]) throws(PostgresError) {
        guard !gate.isRequested else { throw PostgresError(.cancelled, "cancelled during a COPY") }
        try retryingWhileFull {
            bytes.withUnsafeBytes { buffer in
                PQputCopyData(pointer, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count))
            }
        }
    }

    /// Ends a COPY without storing anything. The server answers with an error, which says no more than this side knows.
    ///
    /// - Throws: where the connection broke.
    private func abandonCopy(because failure: PostgresError) throws(PostgresError) {
        guard PQtransactionStatus(pointer) == PQTRANS_ACTIVE else { return }
        do {
            try retryingWhileFull { PQputCopyEnd(pointer, failure.message) }
            _ = try finish(false)
        } catch let error where error.isConnectionFailure {
            throw error
        } catch {}
    }

    /// libpq answers 0 while its buffer is full and the socket takes no more.
    private func retryingWhileFull(_ call: () -> Int32) throws(PostgresError) {
        var wait = ResponseWait(isCancellable: true, timeout: responseTimeout, notAfter: deadline)
        while true {
            switch call() {
            case 1: return
            case 0: try flush(&wait)
            default: throw lost()
            }
        }
    }
}
