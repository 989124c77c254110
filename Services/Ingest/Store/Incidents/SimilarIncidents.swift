import Contracts
import IngestDomain
import Postgres
import Primitives

/// Finds resolved incidents that look like others.
///
/// However many there are, little is read: of each trait the latest few incidents that have it, by index alone. What they have in common with
/// the one that is asked about, how alike the titles are, and how they were resolved is then looked up for the best of those.
enum SimilarIncidents {
    /// For the agent, which has evidence to read as well.
    private static let historyLimit = 3
    /// Incidents looked at for each trait, the latest.
    private static let depth = 40
    /// Looked at closely, of those with the most traits.
    private static let candidates = 60

    /// What the agent is told of earlier incidents like each of these; none where there are none. Three statements, however many are asked for.
    static func history(
        of incidents: [IncidentID], on connection: PostgresConnection
    ) async throws(PostgresError) -> [IncidentID: [SimilarIncident]] {
        try await of(incidents, limit: historyLimit, on: connection).mapValues { $0.map(\.history) }
    }

    /// The most alike first, none below ``Similarity/threshold``. What isn't there has no entry.
    static func of(
        _ incidents: [IncidentID], limit: Int, on connection: PostgresConnection
    ) async throws(PostgresError) -> [IncidentID: [IncidentMatch]] {
        let items = try await IncidentProfiles.of(incidents, on: connection)
        guard !items.isEmpty else { return [:] }
        let traits = Dictionary(items.map { ($0.id, $0.profile.traits) }, uniquingKeysWith: { first, _ in first })
        var matches = traits.mapValues { _ in [IncidentMatch]() }
        let hasTrigrams = try await hasTrigrams(on: connection)
        for row in try await connection.query(query(items, traits, hasTrigrams: hasTrigrams)) {
            let asked = try row.decode("asked", as: IncidentID.self)
            let shared = Set(try row.decode("shared", as: [String].self).compactMap(IncidentTrait.init))
            let similarity = Similarity(wanted: traits[asked] ?? [], shared: shared, text: try row.decode("likeness", as: Double?.self))
            guard similarity.score >= Similarity.threshold else { continue }
            matches[asked, default: []].append(try IncidentMatch(row, similarity))
        }
        return matches.mapValues { Array($0.sorted { ($1.score, $1.id) < ($0.score, $0.id) }.prefix(limit)) }
    }

    private static func query(
        _ items: [IncidentProfiles.Item], _ traits: [IncidentID: [IncidentTrait]], hasTrigrams: Bool
    ) -> PostgresQuery {
        let wanted = items.flatMap { item in (traits[item.id] ?? []).map { (item.id, item.cluster, $0.description) } }
        let likeness = hasTrigrams ? "similarity(coalesce(i.chosen_title, i.title), asked.title)::double precision" : "NULL::double precision"
        return """
            WITH wanted AS MATERIALIZED (
                SELECT * FROM unnest(\(wanted.map(\.0)), \(wanted.map(\.1)), \(wanted.map(\.2))) AS wanted (asked, cluster, trait)
            ), hits AS (
                SELECT wanted.asked, wanted.cluster, latest.incident_id,
                    row_number() OVER (PARTITION BY wanted.asked ORDER BY count(*) DESC, latest.incident_id DESC) AS place
                FROM wanted
                CROSS JOIN LATERAL (
                    SELECT t.incident_id FROM incident_traits AS t
                    WHERE t.cluster = wanted.cluster AND t.trait = wanted.trait
                    ORDER BY t.incident_id DESC
                    LIMIT \(depth)
                ) AS latest
                WHERE latest.incident_id <> wanted.asked
                GROUP BY wanted.asked, wanted.cluster, latest.incident_id
            )
            SELECT asked.id AS asked, i.id, coalesce(i.chosen_title, i.title), coalesce(i.chosen_severity, i.severity), i.opened_at,
                i.resolved_at, i.cause->>'category', i.summary, i.resolution, i.resolved_by, said.category, said.cause AS actual_cause,
                ARRAY(
                    SELECT t.trait FROM incident_traits AS t
                    WHERE t.incident_id = i.id AND t.trait IN (SELECT trait FROM wanted WHERE wanted.asked = asked.id)
                ) AS shared,
                \(unescaped: likeness) AS likeness
            FROM hits
            JOIN unnest(\(items.map(\.id)), \(items.map(\.title))) AS asked (id, title) ON asked.id = hits.asked
            JOIN incidents AS i ON i.id = hits.incident_id AND i.cluster = hits.cluster
            LEFT JOIN LATERAL (
                SELECT f.category, f.cause FROM analysis_feedback AS f
                WHERE f.incident_id = i.id AND (f.category IS NOT NULL OR f.cause IS NOT NULL)
                ORDER BY f.at DESC
                LIMIT 1
            ) AS said ON true
            WHERE hits.place <= \(candidates) AND i.state = 'resolved' AND NOT i.hidden
            """
    }

    private static func hasTrigrams(on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        let rows = try await connection.query("SELECT to_regprocedure('similarity(text, text)') IS NOT NULL")
        return try rows.first?.decode(as: (Bool).self) ?? false
    }
}

extension IncidentMatch {
    fileprivate init(_ row: PostgresRow, _ similarity: Similarity) throws(PostgresError) {
        let (_, id, title, severity, openedAt, resolvedAt, category, summary, resolution, resolvedBy, actualCategory) = try row.decode(
            as: (
                IncidentID, IncidentID, String, String, Timestamp, Timestamp?, String?, String?, String?, String?, String?
            ).self)
        self.init(
            id: id, title: title, severity: severity, openedAt: openedAt, resolvedAt: resolvedAt, category: category, summary: summary,
            resolution: resolution, resolvedBy: resolvedBy, actualCategory: actualCategory, actualCause: try row.decode("actual_cause"),
            similarity: similarity)
    }
}
