import IngestDomain
import Postgres
import Primitives

/// Tells timelines what a person did.
enum PeopleTimeline {
    struct Entry: Sendable {
        var incident: IncidentID
        var kind: TimelineEntry.Kind
        var about = ""
        var was: String?
        var became: String?
        var related: IncidentID?
    }

    static func append(
        _ entries: [Entry], cluster: String, actor: String, now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO timeline (cluster, incident_id, at, kind, about, related, actor, was, became)
            SELECT \(cluster), incident_id, \(now), kind, about, related, \(actor), was, became
            FROM unnest(
                \(entries.map(\.incident)), \(entries.map(\.kind.rawValue)), \(entries.map(\.about)), \(entries.map(\.related)),
                \(entries.map(\.was)), \(entries.map(\.became))
            ) WITH ORDINALITY AS entry (incident_id, kind, about, related, was, became, place)
            ORDER BY place
            """)
    }
}
