import Contracts
import IngestDomain
import Postgres
import Primitives

/// What the agent is told when it is to sum up an incident.
enum SummaryRequest {
    /// Alerts of one request. A summary of more would be a list.
    private static let alertLimit = 100

    /// - Returns: nil where the incident is gone.
    static func of(_ incident: IncidentID, on connection: PostgresConnection) async throws -> SummarizeIncidentRequest? {
        let rows = try await connection.query(
            """
            SELECT coalesce(chosen_title, title), coalesce(chosen_severity, severity), opened_at, resolved_at,
                CASE WHEN state = 'resolved' THEN resolution END, CASE WHEN state = 'resolved' THEN resolved_by END
            FROM incidents WHERE id = \(incident)
            """)
        guard let row = rows.first else { return nil }
        let (title, severity, openedAt, resolvedAt, resolution, resolvedBy) = try row.decode(
            as: (String, String, Timestamp, Timestamp?, String?, String?).self)
        return SummarizeIncidentRequest(
            incidentID: incident.description, title: title, severity: severity, firedAt: openedAt, resolvedAt: resolvedAt,
            alerts: try await alerts(of: incident, on: connection), resolution: resolution, resolvedBy: resolvedBy)
    }

    private static func alerts(of incident: IncidentID, on connection: PostgresConnection) async throws -> [SummarizedAlert] {
        let analyses = try await StoredAnalysis.of(incident, on: connection)
        let rows = try await connection.query(
            """
            SELECT a.fingerprint, a.name, a.severity, a.namespace, a.workload, a.node, e.starts_at, e.ends_at
            FROM episodes AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            WHERE e.incident_id = \(incident)
            ORDER BY e.starts_at
            LIMIT \(alertLimit)
            """)
        return try rows.map { row in
            let (fingerprint, name, severity, namespace, workload, node, startsAt, endsAt) = try row.decode(
                as: (String, String, String, String?, String?, String?, Timestamp, Timestamp?).self)
            let key = AnalysisKey(alertName: name, namespace: namespace, workload: workload, node: node)
            let answer = analyses.first { $0.alertName == key.alertName && $0.subject == key.subject }?.response
            return SummarizedAlert(
                fingerprint: fingerprint, alertName: name, severity: severity, status: endsAt == nil ? .firing : .resolved,
                startsAt: startsAt, endsAt: endsAt, analysisSummary: answer?.analysisSummary, analysisDetail: answer?.analysisDetail,
                rootCauses: answer?.rootCauses, recommendations: answer?.recommendations)
        }
    }
}
