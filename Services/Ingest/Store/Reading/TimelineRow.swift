import IngestDomain
import Postgres
import Primitives

enum TimelineRow {
    /// The newest of one incident.
    private static let limit = 1_000

    /// Oldest first.
    static func of(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [TimelineEntry] {
        let rows = try await connection.query(
            """
            SELECT at, kind, about, fingerprint, related, actor, was, became FROM timeline
            WHERE incident_id = \(incident)
            ORDER BY seq DESC
            LIMIT \(limit)
            """)
        var entries: [TimelineEntry] = []
        entries.reserveCapacity(rows.count)
        for row in rows {
            let (at, kind, about, fingerprint, related, actor, was, became) = try row.decode(
                as: (Timestamp, String, String, String?, IncidentID?, String?, String?, String?).self)
            guard let kind = TimelineEntry.Kind(rawValue: kind) else { continue }
            let text = kind.sentence(about: about, actor: actor, was: was, became: became)
            entries.append(
                TimelineEntry(
                    at: at, kind: kind, actor: actor, text: text, fingerprint: fingerprint, related: related, from: was, to: became))
        }
        return entries.reversed().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
