import IngestDomain
import Postgres
import Primitives

/// Feedback as it is stored.
enum FeedbackRows {
    /// Of one incident.
    private static let incidentLimit = 200

    /// By the analysis that it is about, the latest first. Served by the primary key.
    static func of(
        _ incident: IncidentID, on connection: PostgresConnection
    ) async throws(PostgresError) -> [AnalysisKey: [AnalysisFeedback]] {
        let rows = try await connection.query(
            """
            SELECT alert_name, subject, author, at, vote, comment, category, cause FROM analysis_feedback
            WHERE incident_id = \(incident)
            ORDER BY at DESC, author
            LIMIT \(incidentLimit)
            """)
        var feedback: [AnalysisKey: [AnalysisFeedback]] = [:]
        for row in rows {
            let (alertName, subject) = (try row.decode("alert_name", as: String.self), try row.decode("subject", as: String.self))
            feedback[AnalysisKey(alertName: alertName, subject: subject), default: []].append(try AnalysisFeedback(row))
        }
        return feedback
    }

    /// Of all incidents, or of one cluster's. Served by `analysis_feedback_list`.
    static func query(_ page: Page<Int64>, in scope: ClusterScope) -> PostgresQuery {
        """
        SELECT id, cluster, incident_id, alert_name, subject, named_category, named_cause, author, at, vote, comment, category, cause
        FROM analysis_feedback
        WHERE id < \(page.after ?? .max) AND (\(scope.cluster)::text IS NULL OR cluster = \(scope.cluster))
        ORDER BY id DESC
        LIMIT \(page.limit + 1)
        """
    }

    static func page(_ rows: PostgresRows, limit: Int) throws(PostgresError) -> Paged<FeedbackRecord, Int64> {
        var records: [FeedbackRecord] = []
        for row in rows {
            let (id, cluster, incident, alertName, subject, namedCategory, namedCause) = try row.decode(
                as: (Int64, String, IncidentID, String, String, String?, String?).self)
            records.append(
                FeedbackRecord(
                    id: id, cluster: cluster, incidentID: incident, alertName: alertName, subject: subject, namedCategory: namedCategory,
                    namedCause: namedCause, feedback: try AnalysisFeedback(row)))
        }
        return Paged(items: Array(records.prefix(limit)), next: records.count > limit ? records[limit - 1].id : nil)
    }

    /// Goes where its analysis has gone.
    static func follow(from source: IncidentID, to target: IncidentID, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE analysis_feedback AS f SET incident_id = \(target)
            WHERE f.incident_id = \(source)
                AND NOT EXISTS (
                    SELECT FROM analyses AS a
                    WHERE a.incident_id = \(source) AND a.alert_name = f.alert_name AND a.subject = f.subject)
                AND NOT EXISTS (
                    SELECT FROM analysis_feedback AS other
                    WHERE other.incident_id = \(target) AND other.alert_name = f.alert_name AND other.subject = f.subject
                        AND other.author = f.author)
            """)
    }
}

extension AnalysisFeedback {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            author: try row.decode("author"), at: try row.decode("at"),
            vote: Vote(rawValue: try row.decode("vote", as: String.self)) ?? .down, comment: try row.decode("comment"),
            category: try row.decode("category"), cause: try row.decode("cause"))
    }
}
