package import AgentSessions
package import Postgres
import Synchronization

/// The pool, with its errors as sessions speak of them, and closed until the schema is there.
package final class SessionDatabase: Sendable {
    let pool: PostgresPool
    private let toldAt = Mutex<ContinuousClock.Instant?>(nil)
    private let state = Mutex<SessionError?>(.unavailable(reason: "it wasn't reached yet"))

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// nil when it can be used.
    package var trouble: SessionError? { state.withLock { $0 } }

    package func note(_ trouble: SessionError?) {
        state.withLock { $0 = trouble }
    }

    /// Whether a refusal is worth a line in the log: once in a minute.
    func tellsRefusal(at now: ContinuousClock.Instant = .now) -> Bool {
        toldAt.withLock { toldAt in
            if let toldAt, toldAt.duration(to: now) < .seconds(60) { return false }
            toldAt = now
            return true
        }
    }

    func query(_ query: PostgresQuery) async throws(SessionError) -> PostgresRows {
        if let trouble { throw trouble }
        do throws(PostgresError) {
            return try await pool.query(query)
        } catch {
            throw SessionError(error)
        }
    }

    func transaction<Success>(_ body: (PostgresConnection) async throws -> Success) async throws(SessionError) -> Success {
        if let trouble { throw trouble }
        do throws(PostgresTransactionError) {
            return try await pool.withTransaction(within: .seconds(5), retry: .idempotent(attempts: 2), body)
        } catch {
            throw SessionError(error)
        }
    }
}

/// What a decoder throws, as sessions speak of it: the table isn't what this program takes it for.
func decoded<Value>(_ decode: () throws(PostgresError) -> Value) throws(SessionError) -> Value {
    do throws(PostgresError) {
        return try decode()
    } catch {
        throw .failed(reason: error.description)
    }
}

extension String {
    /// Without U+0000, which PostgreSQL's text can't hold, and not longer than a line of a list needs.
    var storable: String {
        String(String.UnicodeScalarView(unicodeScalars.lazy.filter { $0.value != 0 }.prefix(2_000)))
    }
}
