import IngestDomain
import Postgres

/// What became of one step.
enum MaintenanceOutcome: Hashable, Sendable {
    /// With how many rows.
    case done(Int)
    /// Another replica is at it, or has done it.
    case busy
    /// Others used the table for too long.
    case postponed
}

/// Lets one replica at a time work on the history. Each step is a transaction of its own that looks at what is there,
/// so it matters little whose step comes next.
struct MaintenanceLock: Sendable {
    /// Beside the locks of ``ClusterLock``.
    private static let space: Int32 = 0x7703

    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// - Parameter body: returns how many rows it changed, or nil where nothing was left to do.
    func run(_ body: (PostgresConnection) async throws -> Int?) async throws(IntakeError) -> MaintenanceOutcome {
        do throws(PostgresTransactionError) {
            return try await database.pool.withTransaction { connection in
                let lock = try await connection.query("SELECT pg_try_advisory_xact_lock(\(Self.space), 0)").first
                guard try lock?.decode(as: (Bool).self) == true else { return .busy }
                return try await body(connection).map { .done($0) } ?? .busy
            }
        } catch {
            guard let cause = error.postgresError else { throw .failed(reason: error.description) }
            if cause.sqlState == .lockNotAvailable || cause.isSerializationFailure { return .postponed }
            throw IntakeError(cause)
        }
    }
}
