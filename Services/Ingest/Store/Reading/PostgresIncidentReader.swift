package import IngestDomain
package import Postgres
package import Primitives

/// Reads for the API and the pages. The lists are in extensions of their own.
package struct PostgresIncidentReader: IncidentReader {
    /// Of an alert that has been part of many.
    private static let incidentsOfAlert = 20
    /// The latest of an alert: each is some thirty kilobytes, and its incident has all of its own.
    private static let analysesOfAlert = 3

    let database: Database

    private let clock: WallClock

    package init(pool: PostgresPool, clock: WallClock = .system) {
        database = Database(pool: pool)
        self.clock = clock
    }

    package func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? {
        try await database.snapshot { connection in
            let rows = try await connection.query(
                """
                SELECT \(unescaped: IncidentRow.columns), i.detail, \(unescaped: IncidentVersion.columns)
                FROM incidents AS i
                \(unescaped: IncidentRow.counts)
                WHERE i.id = \(id) AND (\(scope.cluster)::text IS NULL OR i.cluster = \(scope.cluster))
                """)
            guard let row = rows.first, let summary = try IncidentRow.decode(rows).first else { return nil }
            let alerts = try await EpisodeRow.page(of: id, Page(limit: 100), on: connection)
            let timeline = try await TimelineRow.page(of: id, Page(limit: 200), on: connection)
            return IncidentDetail(
                incident: summary, alerts: alerts.items, timeline: TimelineRow.inOrderOfTime(timeline.items),
                analyses: try await StoredAnalysis.withFeedback(id, on: connection), jobs: try await JobRow.of(id, at: clock.now, on: connection),
                detail: try row.decode("detail"), nextAlerts: alerts.next, nextTimeline: timeline.next, version: try IncidentVersion(row))
        }
    }

    package func alerts(
        of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>? {
        try await database.snapshot { connection in
            guard try await exists(incident, in: scope, on: connection) else { return nil }
            return try await EpisodeRow.page(of: incident, page, on: connection)
        }
    }

    package func timeline(
        of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>? {
        try await database.snapshot { connection in
            guard try await exists(incident, in: scope, on: connection) else { return nil }
            return try await TimelineRow.page(of: incident, page, on: connection)
        }
    }

    private func exists(
        _ incident: IncidentID, in scope: ClusterScope, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let rows = try await connection.query(
            """
            SELECT FROM incidents
            WHERE id = \(incident) AND (\(scope.cluster)::text IS NULL OR cluster = \(scope.cluster))
            """)
        return !rows.isEmpty
    }

    package func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? {
        guard !fingerprint.utf8.contains(0), cluster?.utf8.contains(0) != true, let scope = scope.narrowed(to: cluster) else { return nil }
        return try await database.snapshot { connection in
            let episodes = try await EpisodeRow.history(fingerprint, scope.cluster, on: connection)
            guard let newest = episodes.first else { return nil }
            // Ids are in the order of their time.
            let ids = Array(Set(episodes.compactMap(\.incidentID)).sorted(by: >).prefix(Self.incidentsOfAlert))
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
                LIMIT \(Self.analysesOfAlert)
                """)
            return AlertDetail(
                episodes: episodes, incidents: try IncidentRow.decode(incidents), analyses: try StoredAnalysis.decode(analyses))
        }
    }
}
