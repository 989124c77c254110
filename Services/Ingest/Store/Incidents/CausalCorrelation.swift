import IngestDomain
import Postgres
import Primitives

/// Makes incidents with one cause one incident, once an analysis has named it.
///
/// The caller holds ``ClusterLock/analyses``, so that no other analysis of the cluster is stored meanwhile. Only where there is something to
/// merge, intake of the cluster is held up as well.
struct CausalCorrelation: Sendable {
    let cluster: String
    let now: Timestamp

    /// - Parameter incident: the one that the analysis was stored for.
    func settle(_ incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) {
        guard CausalMerge(try await candidates(for: incident, on: connection)) != nil else { return }
        try await ClusterLock.incidents.take([cluster], on: connection)
        // Looked at again: until the lock was had, intake could still reopen or resolve one of them.
        guard let merge = CausalMerge(try await candidates(for: incident, on: connection)) else { return }
        try await MergeIncidents(merge: merge, cluster: cluster, now: now).write(on: connection)
    }

    /// The incident and those that are tied to it: by the same cause, by an analysis of it that blames their object,
    /// or by an analysis of theirs that blames its object. Only active ones.
    func candidates(for incident: IncidentID, on connection: PostgresConnection) async throws(PostgresError) -> [MergeCandidate] {
        let rows = try await connection.query(
            """
            WITH causes AS (
                SELECT cause_category, cause_object FROM analyses WHERE incident_id = \(incident) AND cause_object IS NOT NULL
            ), keys AS (
                SELECT correlation_key FROM incidents WHERE id = \(incident)
                UNION ALL
                SELECT correlation_key FROM incidents WHERE merged_into = \(incident)
            ), tied AS (
                SELECT \(incident)::uuid AS id
                UNION
                SELECT a.incident_id FROM analyses AS a
                JOIN causes AS c ON a.cause_object = c.cause_object AND a.cause_category = c.cause_category
                WHERE a.cluster = \(cluster)
                UNION
                SELECT coalesce(i.merged_into, i.id) FROM incidents AS i
                JOIN causes AS c ON i.correlation_key = c.cause_object
                WHERE i.cluster = \(cluster) AND i.is_current
                UNION
                SELECT a.incident_id FROM analyses AS a
                JOIN keys AS k ON a.cause_object = k.correlation_key
                WHERE a.cluster = \(cluster)
            )
            SELECT i.id, i.opened_at,
                ARRAY(
                    SELECT i.correlation_key
                    UNION SELECT absorbed.correlation_key FROM incidents AS absorbed WHERE absorbed.merged_into = i.id),
                ARRAY(SELECT DISTINCT a.cause_object FROM analyses AS a WHERE a.incident_id = i.id AND a.cause_object IS NOT NULL)
            FROM tied
            JOIN incidents AS i ON i.id = tied.id AND i.cluster = \(cluster)
            WHERE i.state IN ('open', 'acknowledged')
            """)
        var candidates: [MergeCandidate] = []
        for row in rows {
            let (id, openedAt, keys, blames) = try row.decode(as: (IncidentID, Timestamp, [String], [String]).self)
            candidates.append(MergeCandidate(id: id, openedAt: openedAt, keys: Set(keys), blames: Set(blames)))
        }
        // Without the incident itself, which may have been resolved meanwhile, nothing ties the others together.
        return candidates.contains { $0.id == incident } ? candidates : []
    }
}
