import Contracts
import IngestDomain
import Postgres
import Primitives

/// Lets an incident speak by what it has after analyses of it have gone, come or been replaced: the weightiest one that it has now.
enum LeadAnalysis {
    /// - Parameter title: what it is called while no cause is known; nil leaves what it is called, and without any analysis all that it says.
    static func refresh(
        _ incident: IncidentID, title provisional: String?, now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        // Before the look: whoever stores an analysis at this moment is waited for, or waits and then compares with what is written here.
        try await connection.execute("SELECT FROM incidents WHERE id = \(incident) FOR NO KEY UPDATE")
        let rows = try await connection.query(
            "SELECT weight, response FROM analyses WHERE incident_id = \(incident) ORDER BY weight DESC, stored_at LIMIT 1")
        var weight: Double?
        var response: AnalyzeResponse?
        if let row = rows.first {
            weight = try row.decode("weight", as: Double.self)
            response = try row.decode("response", as: PostgresJSON.self).decode()
        } else if provisional == nil {
            return
        }
        let cause = response?.rootCauses.first
        let title = cause.flatMap { $0.category.isVerdict ? nil : IncidentTitle.of($0).storable } ?? provisional
        let json = try cause.map { cause throws(PostgresError) in try PostgresJSON(encoding: cause).withoutNUL }
        try await connection.execute(
            """
            UPDATE incidents
            SET cause = \(json as PostgresJSON?), cause_weight = \(weight as Double?), title = coalesce(\(title as String?), title),
                summary = \(response?.analysisSummary.storable as String?), updated_at = \(now)
            WHERE id = \(incident) AND state <> 'merged'
            """)
    }

    /// What an incident is called by the alert that it began with; nil where retention has taken all of them.
    static func provisionalTitle(of incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> String? {
        let rows = try await connection.query(
            """
            SELECT a.name, a.namespace, a.workload, a.node
            FROM episodes AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            WHERE e.incident_id = \(incident)
            ORDER BY e.starts_at, e.fingerprint
            LIMIT 1
            """)
        guard let row = rows.first else { return nil }
        let (name, namespace, workload, node) = try row.decode(as: (String, String?, String?, String?).self)
        let key = AnalysisKey(alertName: name, namespace: namespace, workload: workload, node: node)
        return IncidentTitle.provisional(name, subject: key.subject, namespace: namespace)
    }
}
