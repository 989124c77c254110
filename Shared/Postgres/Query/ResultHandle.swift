import CPostgres

/// A finished result of libpq, freed with its last reference.
///
/// `@unchecked Sendable`: a PGresult is read-only once PQgetResult has returned it, and libpq's manual
/// ("Behavior in Threaded Programs") lets any thread read it.
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// The command tag: `INSERT 0 1`, or `ROLLBACK` where a COMMIT found its transaction failed.
    var commandTag: String {
        PQcmdStatus(pointer).map { String(cString: $0) } ?? ""
    }

    /// How many rows the command changed or returned; 0 for commands that don't say.
    var affectedRows: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }
}
