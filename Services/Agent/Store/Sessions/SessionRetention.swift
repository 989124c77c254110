package import AgentSessions
import Postgres
package import Primitives

/// Removes what is past its retention, in small transactions, by one replica at a time.
package struct SessionRetention: Sendable {
    private let database: SessionDatabase
    private let lifetime: Duration
    private let clock: WallClock

    /// The key of an advisory lock, beside those of ingest, whose database this may be.
    private static let lock: Int32 = 0x7711
    /// Rows of one transaction.
    private let batch: Int
    /// What was spent is a few rows a day, and asked for by the year.
    private static let usageLifetime: Duration = .seconds(400 * 86_400)

    package init(_ database: SessionDatabase, lifetime: Duration, clock: WallClock = .system, batch: Int = 500) {
        self.database = database
        self.lifetime = lifetime
        self.clock = clock
        self.batch = batch
    }

    /// - Returns: how many rows are gone; nil where another replica is at it.
    package func remove() async throws(SessionError) -> Int? {
        let horizon = clock.now - lifetime
        let first = UUIDv7(high: UInt64(clamping: horizon.microseconds / 1000) << 16, low: 0)
        let usage = clock.now - max(lifetime, Self.usageLifetime)
        let statements: [PostgresQuery] = [
            """
            DELETE FROM analysis_sessions WHERE id = ANY(ARRAY(
                SELECT id FROM analysis_sessions WHERE id < \(first) ORDER BY id LIMIT \(batch)))
            """,
            """
            DELETE FROM conversations WHERE id = ANY(ARRAY(
                SELECT id FROM conversations WHERE updated_at < \(horizon) ORDER BY updated_at LIMIT \(batch)))
            """,
            """
            DELETE FROM llm_usage WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM llm_usage WHERE day < \(usage) ORDER BY day LIMIT \(batch)))
            """,
            "DELETE FROM llm_days WHERE day < \(usage)",
        ]
        var removed = 0
        for statement in statements {
            while true {
                guard let count = try await run(statement) else { return nil }
                removed += count
                if count < batch { break }
            }
        }
        return removed
    }

    private func run(_ statement: PostgresQuery) async throws(SessionError) -> Int? {
        try await database.transaction { connection in
            let lock = try await connection.query("SELECT pg_try_advisory_xact_lock(\(Self.lock), 0)").first
            guard try lock?.decode(as: Bool.self) == true else { return nil }
            return try await connection.execute(statement)
        }
    }
}
