package import AgentSessions
import Postgres
package import Primitives

/// The table `llm_days`.
package struct PostgresSpendLedger: SpendLedger {
    private let database: SessionDatabase

    package init(_ database: SessionDatabase) {
        self.database = database
    }

    package func add(_ spend: DaySpend, on day: Timestamp) async throws(SessionError) -> DaySpend {
        // Who only wants to know writes nothing.
        let rows =
            spend == DaySpend()
            ? try await database.query("SELECT tokens, microdollars FROM llm_days WHERE day = \(day)")
            : try await database.query(
                """
                INSERT INTO llm_days AS d (day, tokens, microdollars) VALUES (\(day), \(Int64(spend.tokens)), \(spend.microdollars))
                ON CONFLICT (day) DO UPDATE SET tokens = d.tokens + excluded.tokens, microdollars = d.microdollars + excluded.microdollars
                RETURNING tokens, microdollars
                """)
        return try decoded { () throws(PostgresError) in
            guard let row = rows.first else { return DaySpend() }
            return DaySpend(tokens: try row.decode("tokens"), microdollars: try row.decode("microdollars"))
        }
    }
}
