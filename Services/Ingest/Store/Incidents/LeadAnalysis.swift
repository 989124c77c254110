import Contracts
import IngestDomain
import Postgres
import Primitives

/// Lets an incident speak by what it has after alerts have gone or come: the weightiest analysis that is left, else its first alert.
enum LeadAnalysis {
    static func refresh(
        _ incident: IncidentID, first: Relocation.Alert, now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        let rows = try await connection.query(
            "SELECT weight, response FROM analyses WHERE incident_id = \(incident) ORDER BY weight DESC, stored_at LIMIT 1")
        var weight: Double?
        var response: AnalyzeResponse?
        if let row = rows.first {
            weight = try row.decode("weight", as: Double.self)
            response = try row.decode("response", as: PostgresJSON.self).decode()
        }
        let cause = response?.rootCauses.first
        let title = cause.flatMap { $0.category.isVerdict ? nil : IncidentTitle.of($0).storable } ?? IncidentTitle.provisional(first)
        let json = try cause.map { cause throws(PostgresError) in try PostgresJSON(encoding: cause).withoutNUL }
        try await connection.execute(
            """
            UPDATE incidents
            SET cause = \(json as PostgresJSON?), cause_weight = \(weight as Double?), title = \(title),
                summary = \(response?.analysisSummary.storable as String?), updated_at = \(now)
            WHERE id = \(incident)
            """)
    }
}
