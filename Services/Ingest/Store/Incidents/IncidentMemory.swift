import IngestDomain
import Postgres

/// Keeps by what resolved incidents are found again.
enum IncidentMemory {
    /// Writes their traits down as they are now, in place of earlier ones: when they are resolved, and once more when they are summarised, since
    /// that may give them another title.
    static func remember(_ incidents: [IncidentID], on connection: PostgresConnection) async throws(PostgresError) {
        let items = try await IncidentProfiles.of(incidents, on: connection)
        let rows = items.flatMap { item in item.profile.traits.map { (item.cluster, $0.description, item.id) } }
        try await forget(incidents, on: connection)
        try await connection.execute(
            """
            INSERT INTO incident_traits (cluster, trait, incident_id)
            SELECT * FROM unnest(\(rows.map(\.0)), \(rows.map(\.1)), \(rows.map(\.2)))
            ON CONFLICT DO NOTHING
            """)
    }

    static func forget(_ incidents: [IncidentID], on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute("DELETE FROM incident_traits WHERE incident_id = ANY(\(incidents))")
    }
}
