import IngestDomain
import Postgres

/// Incidents that a person has taken apart.
enum Separations {
    static func add(_ first: IncidentID, _ second: IncidentID, cluster: String, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO incident_separations (cluster, one, other) VALUES (\(cluster), \(min(first, second)), \(max(first, second)))
            ON CONFLICT DO NOTHING
            """)
    }

    /// A person who merges two incidents means it.
    static func remove(_ first: IncidentID, _ second: IncidentID, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute("DELETE FROM incident_separations WHERE one = \(min(first, second)) AND other = \(max(first, second))")
    }

    /// What was kept apart from an incident is kept apart from the one that carries on for it.
    static func inherit(
        from absorbed: [IncidentID], by survivor: IncidentID, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO incident_separations (cluster, one, other)
            SELECT cluster, least(\(survivor), partner), greatest(\(survivor), partner)
            FROM (
                SELECT cluster, other AS partner FROM incident_separations WHERE one = ANY(\(absorbed))
                UNION
                SELECT cluster, one FROM incident_separations WHERE other = ANY(\(absorbed))
            ) AS inherited
            WHERE partner <> \(survivor)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Those among these incidents.
    static func among(_ incidents: [IncidentID], on connection: PostgresConnection) async throws(PostgresError) -> Set<Separation> {
        guard incidents.count > 1 else { return [] }
        let rows = try await connection.query(
            "SELECT one, other FROM incident_separations WHERE one = ANY(\(incidents)) AND other = ANY(\(incidents))")
        var separations: Set<Separation> = []
        for row in rows {
            let (one, other) = try row.decode(as: (IncidentID, IncidentID).self)
            separations.insert(Separation(one, other))
        }
        return separations
    }
}
