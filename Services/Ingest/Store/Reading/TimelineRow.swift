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
            last = TimelinePosition(number: try row.decode("seq"))
            if let entry = try entry(row) { entries.append(entry) }
        }
        return Paged(items: entries, next: rows.count > page.limit ? last : nil)
    }

    /// Oldest first. What a merge has brought together was numbered in two incidents, and told in the order it happened.
    static func inOrderOfTime(_ newestFirst: [TimelineEntry]) -> [TimelineEntry] {
        newestFirst.reversed().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// - Returns: nil for a kind that only a newer version of this program knows.
    static func entry(_ row: PostgresRow) throws(PostgresError) -> TimelineEntry? {
        guard let kind = TimelineEntry.Kind(rawValue: try row.decode("kind")) else { return nil }
        let about = try row.decode("about", as: String.self)
        let actor = try row.decode("actor", as: String?.self)
        let was = try row.decode("was", as: String?.self)
        let became = try row.decode("became", as: String?.self)
        return TimelineEntry(
            at: try row.decode("at"), kind: kind, actor: actor, text: kind.sentence(about: about, actor: actor, was: was, became: became),
            fingerprint: try row.decode("fingerprint"), related: try row.decode("related"), from: was, to: became)
    }
}
