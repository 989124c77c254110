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

    static func decode(_ rows: PostgresRows) throws(PostgresError) -> [AnalysisDetail] {
        var analyses: [AnalysisDetail] = []
        for row in rows {
            let (alertName, subject, storedAt, response) = try row.decode(as: (String, String, Timestamp, PostgresJSON).self)
            analyses.append(AnalysisDetail(alertName: alertName, subject: subject, storedAt: storedAt, response: try response.decode()))
        }
        return analyses
    }
}
