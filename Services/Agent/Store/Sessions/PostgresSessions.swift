package import AgentDomain
package import AgentSessions
package import Contracts
import Postgres
package import Primitives

/// The table `analysis_sessions`.
package struct PostgresSessions: SessionLedger {
    let database: SessionDatabase

    package init(_ database: SessionDatabase) {
        self.database = database
    }

    package var trouble: SessionError? { database.trouble }

    /// Whether the database answers.
    package func probe() async throws(SessionError) {
        _ = try await database.query("SELECT 1")
    }

    package func session(_ id: UUIDv7) async throws(SessionError) -> AnalysisSession? {
        let rows = try await database.query("SELECT session FROM analysis_sessions WHERE id = \(id)")
        return try decoded { () throws(PostgresError) in try rows.first?.decode(as: PostgresJSON.self).decode() }
    }

    package func answers(incidentID: String, limit: Int) async throws(SessionError) -> [AnalyzeResponse] {
        let rows = try await database.query(
            """
            SELECT session FROM analysis_sessions
            WHERE incident_id = \(incidentID.storable) AND outcome = 'answered'
            ORDER BY id DESC LIMIT \(limit)
            """)
        return try decoded { () throws(PostgresError) in
            try rows.map { row throws(PostgresError) in try row.decode(as: PostgresJSON.self).decode(as: AnalysisSession.self).answer }
                .compactMap(\.self)
        }
    }

    package func sessions(_ criteria: SessionCriteria) async throws(SessionError) -> [SessionSummary] {
        let rows = try await database.query(Self.list(criteria))
        return try decoded { () throws(PostgresError) in try rows.map(Self.summary) }
    }

    static func list(_ criteria: SessionCriteria) -> PostgresQuery {
        let before = criteria.after ?? UUIDv7(high: .max, low: .max)
        return """
            SELECT id, outcome, started_at, finished_at, cluster, fingerprint, alert_name, workload, incident_id, engine, model, category, summary,
                input_tokens, cached_tokens, output_tokens, calls, cost_usd
            FROM analysis_sessions
            WHERE id < \(before)
                AND \(unescaped: Self.filter("incident_id", criteria.incidentID)) \(criteria.incidentID)
                AND \(unescaped: Self.filter("fingerprint", criteria.fingerprint)) \(criteria.fingerprint)
                AND \(unescaped: Self.filter("cluster", criteria.cluster)) \(criteria.cluster)
            ORDER BY id DESC
            LIMIT \(criteria.limit)
            """
    }

    /// A statement for each choice of filters, so that each has the plan of its index.
    private static func filter(_ column: String, _ value: String?) -> String {
        value == nil ? "NULL IS NOT DISTINCT FROM" : "\(column) ="
    }

    private static func summary(_ row: PostgresRow) throws(PostgresError) -> SessionSummary {
        SessionSummary(
            id: try row.decode("id"), outcome: AnalysisSession.Outcome(rawValue: try row.decode("outcome")) ?? .answered,
            startedAt: try row.decode("started_at"), finishedAt: try row.decode("finished_at"),
            subject: AlertSubject(
                cluster: try row.decode("cluster"), fingerprint: try row.decode("fingerprint"), alertName: try row.decode("alert_name"),
                workload: try row.decode("workload")),
            incidentID: try row.decode("incident_id"), engine: try row.decode("engine", as: String?.self).flatMap(AnalysisEngine.init),
            model: try row.decode("model"), category: try row.decode("category"), summary: try row.decode("summary"),
            usage: Usage(
                inputTokens: try row.decode("input_tokens"), outputTokens: try row.decode("output_tokens"),
                cachedTokens: try row.decode("cached_tokens"), calls: try row.decode("calls"), costUSD: try row.decode("cost_usd")))
    }

    /// Two short reads of an index each; the planner would not find that in an OR.
    package func earlier(_ subject: AlertSubject, limit: Int) async throws(SessionError) -> [EarlierAnalysis] {
        let rows = try await database.query(Self.earlier(subject, limit))
        return try decoded { () throws(PostgresError) in
            try rows.decode(as: (Timestamp, String, String?, String?, String?).self).map { at, summary, category, object, engine in
                EarlierAnalysis(
                    at: at, summary: summary, category: category, object: object, engine: engine.flatMap(AnalysisEngine.init) ?? .rules)
            }
        }
    }

    static func earlier(_ subject: AlertSubject, _ limit: Int) -> PostgresQuery {
        """
        SELECT finished_at, summary, category, object, engine FROM (
            (SELECT id, finished_at, summary, category, object, engine FROM analysis_sessions
            WHERE fingerprint = \(subject.fingerprint) AND cluster = \(subject.cluster) AND outcome = 'answered'
            ORDER BY id DESC LIMIT \(limit))
            UNION
            (SELECT id, finished_at, summary, category, object, engine FROM analysis_sessions
            WHERE alert_name = \(subject.alertName) AND workload = \(subject.workload) AND workload <> '' AND cluster = \(subject.cluster)
                AND outcome = 'answered'
            ORDER BY id DESC LIMIT \(limit))
        ) AS found
        ORDER BY id DESC LIMIT \(limit)
        """
    }

    package func usage(_ question: UsageQuestion) async throws(SessionError) -> UsageRows {
        try await PostgresUsage(database).rows(question)
    }
}
