import IngestDomain
import Postgres
import Primitives

enum TimelineRow {
    /// Newest first, served by the primary key.
    static func page(
        of incident: IncidentID, _ page: Page<TimelinePosition>, on connection: PostgresConnection
    ) async throws(PostgresError) -> Paged<TimelineEntry, TimelinePosition> {
        let rows = try await connection.query(
            """
            SELECT at, kind, about, fingerprint, related, actor, was, became, seq FROM timeline
            WHERE incident_id = \(incident) AND seq < \(page.after?.number ?? .max)
            ORDER BY seq DESC
            LIMIT \(page.limit + 1)
            """)
        var entries: [TimelineEntry] = []
        var last: TimelinePosition?
        for row in rows.prefix(page.limit) {
            let (at, kind, about, fingerprint, related, actor, was, became, number) = try row.decode(
                as: (Timestamp, String, String, String?, IncidentID?, String?, String?, String?, Int64).self)
            last = TimelinePosition(number: number)
            // A kind of a newer version of this program.
            guard let kind = TimelineEntry.Kind(rawValue: kind) else { continue }
            let text = kind.sentence(about: about, actor: actor, was: was, became: became)
            entries.append(
                TimelineEntry(
                    at: at, kind: kind, actor: actor, text: text, fingerprint: fingerprint, related: related, from: was, to: became))
        }
        return Paged(items: entries, next: rows.count > page.limit ? last : nil)
    }

    /// Oldest first. What a merge has brought together was numbered in two incidents, and told in the order it happened.
    static func inOrderOfTime(_ newestFirst: [TimelineEntry]) -> [TimelineEntry] {
        newestFirst.reversed().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
