import Contracts
import IngestDomain
import Postgres
import Primitives

/// Reads analyses back.
enum StoredAnalysis {
    /// Of one incident: each is some ten kilobytes.
    private static let limit = 20

    /// The one that weighs most first.
    static func of(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [AnalysisDetail] {
        let rows = try await connection.query(
            """
            SELECT alert_name, subject, stored_at, response FROM analyses
            WHERE incident_id = \(incident)
            ORDER BY weight DESC, stored_at
            LIMIT \(limit)
            """)
        return try decode(rows)
    }

    /// With what people say of each.
    static func withFeedback(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [AnalysisDetail] {
        let feedback = try await FeedbackRows.of(incident, on: connection)
        return try await of(incident, on: connection).map { analysis in
            var analysis = analysis
            analysis.feedback = feedback[AnalysisKey(alertName: analysis.alertName, subject: analysis.subject)] ?? []
            return analysis
        }
    }

    static func decode(_ rows: PostgresRows) throws(PostgresError) -> [AnalysisDetail] {
        var analyses: [AnalysisDetail] = []
        for row in rows {
            let (alertName, subject, storedAt, response) = try row.decode(as: (String, String, Timestamp, PostgresJSON).self)
            analyses.append(AnalysisDetail(alertName: alertName, subject: subject, storedAt: storedAt, response: try response.decode()))
        }
        return analyses
    }
}
