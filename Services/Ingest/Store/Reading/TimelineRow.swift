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
            SELECT at, kind, about, fingerprint, related FROM timeline
            WHERE incident_id = \(incident)
            ORDER BY seq DESC
            LIMIT \(limit)
            """)
        var entries: [TimelineEntry] = []
        entries.reserveCapacity(rows.count)
        for row in rows {
            let (at, kind, about, fingerprint, related) = try row.decode(as: (Timestamp, String, String, String?, IncidentID?).self)
            guard let kind = TimelineEntry.Kind(rawValue: kind) else { continue }
            entries.append(TimelineEntry(at: at, kind: kind, text: kind.sentence(about: about), fingerprint: fingerprint, related: related))
        }
        return entries.reversed().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
