import AgentSessions
import LLM
import Postgres
import Primitives

/// The table `llm_usage`.
struct PostgresUsage: Sendable {
    private let database: SessionDatabase

    init(_ database: SessionDatabase) {
        self.database = database
    }

    func add(_ sums: [UsageKey: UsageSum]) async throws(SessionError) {
        // In one order on every replica, so that two of them never wait for each other's rows.
        let rows = sums.sorted { Self.order($0.key) < Self.order($1.key) }
        _ = try await database.query(
            """
            INSERT INTO llm_usage AS u (
                day, provider, model, purpose, incident_id, requests, calls, input_tokens, cached_tokens, cache_write_tokens, output_tokens,
                microdollars, unpriced_calls)
            SELECT * FROM unnest(
                \(rows.map(\.key.day)), \(rows.map(\.key.model.provider.storable)), \(rows.map(\.key.model.model.storable)),
                \(rows.map(\.key.purpose.rawValue)), \(rows.map(\.key.incidentID.storable)), \(rows.map { Int64($0.value.requests) }),
                \(rows.map { Int64($0.value.spent.tokens.calls) }), \(rows.map { Int64($0.value.spent.tokens.input) }),
                \(rows.map { Int64($0.value.spent.tokens.cachedInput) }), \(rows.map { Int64($0.value.spent.tokens.cacheWrites) }),
                \(rows.map { Int64($0.value.spent.tokens.output) }), \(rows.map(\.value.spent.microdollars)),
                \(rows.map { Int64($0.value.spent.unpricedCalls) }))
            ON CONFLICT (day, provider, model, purpose, incident_id) DO UPDATE
            SET requests = u.requests + excluded.requests, calls = u.calls + excluded.calls, input_tokens = u.input_tokens + excluded.input_tokens,
                cached_tokens = u.cached_tokens + excluded.cached_tokens,
                cache_write_tokens = u.cache_write_tokens + excluded.cache_write_tokens,
                output_tokens = u.output_tokens + excluded.output_tokens, microdollars = u.microdollars + excluded.microdollars,
                unpriced_calls = u.unpriced_calls + excluded.unpriced_calls
            """)
    }

    private static func order(_ key: UsageKey) -> (Int64, String, String, String) {
        (key.day.microseconds, key.model.description, key.purpose.rawValue, key.incidentID)
    }

    /// By the primary key's first column; the total comes with it, as the set of no columns.
    func rows(_ question: UsageQuestion) async throws(SessionError) -> UsageRows {
        let columns = Self.columns(question.by)
        let rows = try await database.query(
            """
            SELECT grouping(\(unescaped: columns)) <> 0 AS is_total, \(unescaped: Self.selection(question.by)),
                coalesce(sum(requests), 0)::bigint AS requests, coalesce(sum(calls), 0)::bigint AS calls,
                coalesce(sum(input_tokens), 0)::bigint AS input_tokens, coalesce(sum(cached_tokens), 0)::bigint AS cached_tokens,
                coalesce(sum(cache_write_tokens), 0)::bigint AS cache_write_tokens, coalesce(sum(output_tokens), 0)::bigint AS output_tokens,
                coalesce(sum(microdollars), 0)::bigint AS microdollars, coalesce(sum(unpriced_calls), 0)::bigint AS unpriced_calls
            FROM llm_usage
            WHERE day >= \(question.since) AND day < \(question.until)
            GROUP BY GROUPING SETS ((\(unescaped: columns)), ())
            ORDER BY is_total DESC, \(unescaped: question.by == .day ? "day" : "microdollars DESC, input_tokens DESC, \(columns)")
            LIMIT \(UsageQuestion.maximumRows + 1)
            """)
        return try decoded { () throws(PostgresError) in
            var found = UsageRows(rows: [], total: UsageSum())
            for row in rows {
                let sum = try Self.sum(row)
                if try row.decode("is_total") {
                    found.total = sum
                } else {
                    found.rows.append(
                        UsageReport.Row(
                            day: try row.decode("day"), provider: try row.decode("provider"), model: try row.decode("model"),
                            incidentID: try row.decode("incident_id"), sum: .init(sum)))
                }
            }
            return found
        }
    }

    private static func columns(_ by: UsageReport.Grouping) -> String {
        switch by {
        case .day: "day"
        case .model: "provider, model"
        case .incident: "incident_id"
        }
    }

    private static func selection(_ by: UsageReport.Grouping) -> String {
        [
            ("day", "timestamptz", by == .day), ("provider", "text", by == .model), ("model", "text", by == .model),
            ("incident_id", "text", by == .incident),
        ]
        .map { name, type, isKept in isKept ? name : "NULL::\(type) AS \(name)" }
        .joined(separator: ", ")
    }

    private static func sum(_ row: PostgresRow) throws(PostgresError) -> UsageSum {
        var sum = UsageSum(requests: try row.decode("requests"))
        sum.spent.tokens = TokenUsage(
            input: try row.decode("input_tokens"), cachedInput: try row.decode("cached_tokens"), cacheWrites: try row.decode("cache_write_tokens"),
            output: try row.decode("output_tokens"), calls: try row.decode("calls"))
        sum.spent.microdollars = try row.decode("microdollars")
        sum.spent.unpricedCalls = try row.decode("unpriced_calls")
        return sum
    }
}
