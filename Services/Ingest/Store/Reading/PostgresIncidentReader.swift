package import IngestDomain
package import Postgres
import Primitives

/// Reads for the API and the pages.
package struct PostgresIncidentReader: IncidentReader {
    let database: Database

    package init(pool: PostgresPool) {
        database = Database(pool: pool)
    }

    package func incidents(in states: Set<IncidentState>, _ page: Page) async throws(IntakeError) -> Paged<IncidentSummary> {
        let states = states.isEmpty ? Set(IncidentState.allCases).subtracting([.merged]) : states
        // The states are words of this program, and as literals they let PostgreSQL use the index of the active ones.
        let list = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        let rows = try await database.query(
            """
            SELECT \(unescaped: IncidentRow.columns)
            FROM incidents AS i
            \(unescaped: IncidentRow.counts)
            WHERE i.state IN (\(unescaped: list)) AND (\(page.after as IncidentID?)::uuid IS NULL OR i.id < \(page.after as IncidentID?))
            ORDER BY i.id DESC
            LIMIT \(page.limit + 1)
            """)
        let summaries = try decoded { () throws(PostgresError) in try IncidentRow.decode(rows) }
        let items = Array(summaries.prefix(page.limit))
        return Paged(items: items, next: summaries.count > page.limit ? items.last?.id : nil)
    }

    package func incident(_ id: IncidentID) async throws(IntakeError) -> IncidentDetail? {
        try await database.snapshot { connection in
            let rows = try await connection.query(
                """
                SELECT \(unescaped: IncidentRow.columns), i.detail, \(unescaped: IncidentVersion.columns)
                FROM incidents AS i
                \(unescaped: IncidentRow.counts)
                WHERE i.id = \(id)
                """)
            guard let row = rows.first, let summary = try IncidentRow.decode(rows).first else { return nil }
            return IncidentDetail(
                incident: summary, alerts: try await EpisodeRow.of(id, on: connection),
                timeline: try await TimelineRow.of(id, on: connection), analyses: try await StoredAnalysis.of(id, on: connection),
                jobs: try await JobRow.of(id, on: connection), detail: try row.decode("detail"), version: try IncidentVersion(row))
        }
    }

    package func alert(fingerprint: String, cluster: String?) async throws(IntakeError) -> AlertDetail? {
        guard !fingerprint.utf8.contains(0), cluster?.utf8.contains(0) != true else { return nil }
        return try await database.snapshot { connection in
            let episodes = try await EpisodeRow.history(fingerprint, cluster, on: connection)
            guard let newest = episodes.first else { return nil }
            let ids = Array(Set(episodes.compactMap(\.incidentID)))
            let incidents = try await connection.query(
                """
                SELECT \(unescaped: IncidentRow.columns)
                FROM incidents AS i
                \(unescaped: IncidentRow.counts)
                WHERE i.id = ANY(\(ids))
                ORDER BY i.id DESC
                """)
            let key = AnalysisKey(
                alertName: newest.alertName, namespace: newest.namespace, workload: newest.workload, node: newest.node)
            let analyses = try await connection.query(
                """
                SELECT alert_name, subject, stored_at, response FROM analyses
                WHERE incident_id = ANY(\(ids)) AND alert_name = \(key.alertName) AND subject = \(key.subject)
                ORDER BY stored_at DESC
                LIMIT 20
                """)
            return AlertDetail(
                episodes: episodes, incidents: try IncidentRow.decode(incidents), analyses: try StoredAnalysis.decode(analyses))
        }
    }
}
