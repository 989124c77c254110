import AgentSessions
import Contracts
import Postgres
import Primitives

/// Writes sessions, many in one statement; one that is there already stays as it is.
struct StoreSessions: Sendable {
    let database: SessionDatabase

    /// Bytes of one session. Without its curves and manifests the answer of any analysis is far below it.
    private static let maximumBytes = 1 << 20

    /// Bytes of one statement: it has seconds, whatever the disk does.
    private static let maximumBatch = 4 << 20

    /// - Returns: the ids of those that are written: the first ones, at least one, and not more than a statement should carry.
    func write(_ waiting: [AnalysisSession]) async throws(SessionError) -> Set<UUIDv7> {
        var documents: [String] = []
        var bytes = 0
        for session in waiting {
            let document = try decoded { () throws(PostgresError) in try Self.document(session) }
            bytes += document.utf8.count
            if !documents.isEmpty, bytes > Self.maximumBatch { break }
            documents.append(document)
        }
        let sessions = waiting.prefix(documents.count)
        let usage = sessions.map(\.usage)
        let cause = sessions.map { $0.answer?.rootCauses.first }
        _ = try await database.query(
            """
            INSERT INTO analysis_sessions (
                id, outcome, started_at, finished_at, cluster, fingerprint, alert_name, workload, incident_id, engine, model, category, object,
                summary, input_tokens, cached_tokens, output_tokens, calls, cost_usd, session)
            SELECT id, outcome, started_at, finished_at, cluster, fingerprint, alert_name, workload, incident_id, engine, model, category, object,
                summary, input_tokens, cached_tokens, output_tokens, calls, cost_usd, document::json
            FROM unnest(
                \(sessions.map(\.id)), \(sessions.map(\.outcome.rawValue)), \(sessions.map(\.startedAt)), \(sessions.map(\.finishedAt)),
                \(sessions.map(\.subject.cluster.storable)), \(sessions.map(\.subject.fingerprint?.storable)),
                \(sessions.map(\.subject.alertName.storable)), \(sessions.map(\.subject.workload.storable)),
                \(sessions.map(\.incidentID?.storable)), \(sessions.map(\.answer?.engine.rawValue)), \(sessions.map(\.answer?.model?.storable)),
                \(cause.map(\.?.category.rawValue)), \(cause.map { $0?.object.map { "\($0)".storable } }),
                \(sessions.map { ($0.answer?.analysisSummary ?? "").storable }),
                \(usage.map { Int64($0.inputTokens) }), \(usage.map { Int64($0.cachedTokens) }), \(usage.map { Int64($0.outputTokens) }),
                \(usage.map { Int64($0.calls) }), \(usage.map(\.costUSD)), \(documents)
            ) AS new (
                id, outcome, started_at, finished_at, cluster, fingerprint, alert_name, workload, incident_id, engine, model, category, object,
                summary, input_tokens, cached_tokens, output_tokens, calls, cost_usd, document)
            ON CONFLICT (id) DO NOTHING
            """)
        return Set(sessions.map(\.id))
    }

    /// The largest parts are left out where there is too much: first what pages draw, then the answer, which ingest has.
    private static func document(_ session: AnalysisSession) throws(PostgresError) -> String {
        var session = session
        var text = try PostgresJSON(encoding: session).text
        if text.utf8.count > maximumBytes {
            session.answer?.artifacts = []
            session.omitted += 1
            text = try PostgresJSON(encoding: session).text
        }
        if text.utf8.count > maximumBytes {
            session.answer = nil
            session.omitted += 1
            text = try PostgresJSON(encoding: session).text
        }
        return text
    }
}
