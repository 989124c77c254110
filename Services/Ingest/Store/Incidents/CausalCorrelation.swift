import IngestDomain
import Postgres
import Primitives

/// Which analysis, by what is unique of it.
struct AnalysisReference: Sendable {
    let cluster: String
    let incident: IncidentID
    let alertName: String
    let subject: String
}

/// Makes incidents with one cause one incident, once an analysis has named it.
///
/// Nearly always there is nothing to merge, and a look says so. Only otherwise the cluster's lock is taken, which holds up its intake.
struct CausalCorrelation: Sendable {
    let database: Database
    let clock: WallClock

    /// - Parameter analysis: one that has been committed.
    func run(for analysis: AnalysisReference) async throws(IntakeError) {
        let now = clock.now
        let isDone = try await database.transaction { connection in
            guard try await merge(for: analysis, on: connection) == nil else { return false }
            try await mark(analysis, on: connection)
            return true
        }
        guard !isDone else { return }
        try await database.transaction { connection in
            try await ClusterLock.take([analysis.cluster], on: connection)
            // Looked at again: until the lock was had, others could merge, resolve or reopen one of them.
            if let merge = try await merge(for: analysis, on: connection) {
                try await MergeIncidents(merge: merge, cluster: analysis.cluster, now: now).write(on: connection)
            }
            try await mark(analysis, on: connection)
        }
    }

    private func merge(for analysis: AnalysisReference, on connection: PostgresConnection) async throws(PostgresError) -> CausalMerge? {
        guard let incident = try await holder(of: analysis, on: connection) else { return nil }
        let candidates = try await candidates(for: incident, in: analysis.cluster, on: connection)
        let separations = try await Separations.among(candidates.map(\.id), on: connection)
        return CausalMerge(candidates, separations: separations, anchor: incident)
    }

    /// The incident and those that are tied to it: by the same cause, by an analysis of it that blames their object,
    /// or by an analysis of theirs that blames its object. Only active ones, and only their analyses are looked at: what an object was blamed for
    /// over the years is none of it. The planner begins where there is less, the active incidents or the analyses of the object.
    private func candidates(
        for incident: IncidentID, in cluster: String, on connection: PostgresConnection
    ) async throws(PostgresError) -> [MergeCandidate] {
        let rows = try await connection.query(
            """
            WITH active AS NOT MATERIALIZED (
                SELECT id FROM incidents WHERE cluster = \(cluster) AND state IN ('open', 'acknowledged')
            ), causes AS (
                SELECT cause_category, cause_object FROM analyses WHERE incident_id = \(incident) AND cause_object IS NOT NULL
            ), keys AS (
                SELECT correlation_key FROM incidents WHERE id = \(incident)
                UNION ALL
                SELECT correlation_key FROM incidents WHERE merged_into = \(incident)
            ), tied AS (
                SELECT \(incident)::uuid AS id
                UNION
                SELECT a.incident_id FROM active AS i
                JOIN analyses AS a ON a.incident_id = i.id AND a.cluster = \(cluster)
                JOIN causes AS c ON a.cause_object = c.cause_object AND a.cause_category = c.cause_category
                UNION
                SELECT coalesce(i.merged_into, i.id) FROM incidents AS i
                JOIN causes AS c ON i.correlation_key = c.cause_object
                WHERE i.cluster = \(cluster) AND i.is_current
                UNION
                SELECT a.incident_id FROM active AS i
                JOIN analyses AS a ON a.incident_id = i.id AND a.cluster = \(cluster)
                JOIN keys AS k ON a.cause_object = k.correlation_key
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

    /// The incident that has the analysis now: a merge may have moved it.
    private func holder(of analysis: AnalysisReference, on connection: PostgresConnection) async throws(PostgresError) -> IncidentID? {
        let rows = try await connection.query(
            "SELECT coalesce(merged_into, id) FROM incidents WHERE id = \(analysis.incident) AND cluster = \(analysis.cluster)")
        return try rows.first?.decode(as: (IncidentID).self)
    }

    private func mark(_ analysis: AnalysisReference, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE analyses SET correlated = true
            WHERE NOT correlated AND cluster = \(analysis.cluster) AND alert_name = \(analysis.alertName) AND subject = \(analysis.subject)
                AND incident_id IN (
                    SELECT id FROM incidents WHERE id = \(analysis.incident)
                    UNION ALL SELECT merged_into FROM incidents WHERE id = \(analysis.incident))
            """)
    }
}
