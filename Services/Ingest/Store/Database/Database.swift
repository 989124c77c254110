import IngestDomain
import Postgres

/// The pool, with its errors as intake speaks of them.
struct Database: Sendable {
    let pool: PostgresPool

    /// Longer than any transaction takes when all is well; shorter than senders of alerts wait, and than a lease lasts.
    private static let limit: Duration = .seconds(10)

    func query(_ query: PostgresQuery) async throws(IntakeError) -> PostgresRows {
        do throws(PostgresError) {
            return try await pool.query(query)
        } catch {
            throw IntakeError(error)
        }
    }

    /// Runs a transaction, and runs it again where it lost against another one or its connection broke: all that is written here is
    /// guarded by keys, so that a second run changes nothing that the first one did.
    ///
    /// - Parameter retry: `never` for what isn't: a comment that is written twice is there twice.
    func transaction<Success>(
        retry: TransactionRetry = .idempotent(attempts: 3), _ body: (PostgresConnection) async throws -> Success
    ) async throws(IntakeError) -> Success {
        do throws(PostgresTransactionError) {
            return try await pool.withTransaction(within: Self.limit, retry: retry, body)
        } catch {
            throw IntakeError(error)
        }
    }

    /// Several reads that should see the same moment.
    func snapshot<Success>(_ body: (PostgresConnection) async throws -> Success) async throws(IntakeError) -> Success {
        do throws(PostgresTransactionError) {
            return try await pool.withTransaction(
                isolation: .repeatableRead, readOnly: true, within: Self.limit, retry: .idempotent(attempts: 2), body)
        } catch {
            throw IntakeError(error)
        }
    }
}
