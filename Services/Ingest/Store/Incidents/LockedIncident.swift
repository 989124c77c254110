import IngestDomain
import Postgres
import Primitives

/// An incident as it is while its cluster's lock is held: what makes it up can't change, but for what workers find out about it.
struct LockedIncident: Sendable {
    let id: IncidentID
    let cluster: String
    let correlationKey: String
    let version: IncidentVersion
    let standing: IncidentStanding

    static func cluster(of id: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> String? {
        try await connection.query("SELECT cluster FROM incidents WHERE id = \(id)").first?.decode(as: (String).self)
    }

    static func read(_ id: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> LockedIncident? {
        let rows = try await connection.query(
            """
            SELECT i.cluster, i.correlation_key, i.state, i.merged_into, i.title, i.severity, i.chosen_title, i.chosen_severity, i.assignee,
                i.hidden, CASE WHEN i.state = 'resolved' THEN i.resolution END, \(unescaped: IncidentVersion.columns)
            FROM incidents AS i
            WHERE i.id = \(id)
            """)
        guard let row = rows.first else { return nil }
        let (cluster, key, state, mergedInto, title, severity, chosenTitle, chosenSeverity, assignee, hidden, resolution) = try row.decode(
            as: (String, String, String, IncidentID?, String, String, String?, String?, String?, Bool, String?).self)
        return LockedIncident(
            id: id, cluster: cluster, correlationKey: key, version: try IncidentVersion(row),
            standing: IncidentStanding(
                state: IncidentState(rawValue: state) ?? .open, mergedInto: mergedInto, title: title, severity: Severity(severity),
                chosenTitle: chosenTitle, chosenSeverity: chosenSeverity.map { Severity($0) }, assignee: assignee, isHidden: hidden,
                resolution: resolution))
    }
}
