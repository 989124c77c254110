package import IngestDomain
package import Postgres
package import Primitives

/// Resolves incidents whose time has come, and sees to jobs that nobody else will end.
package struct PostgresHousekeeping: Housekeeping {
    private let database: Database
    private let policy: IncidentPolicy
    private let upkeep: JobUpkeep
    private let clock: WallClock

    /// Of one sweep, so that each stays short: the next one goes on.
    private static let limit = 500

    /// After this nobody is still about to correlate an analysis.
    private static let correlationPatience: Duration = .seconds(10)

    package init(
        pool: PostgresPool, policy: IncidentPolicy = IncidentPolicy(), queue: QueuePolicy = QueuePolicy(), clock: WallClock = .system
    ) {
        database = Database(pool: pool)
        self.policy = policy
        upkeep = JobUpkeep(database: database, policy: queue, clock: clock)
        self.clock = clock
    }

    package func sweep() async throws(IntakeError) -> SweepReport {
        var report = SweepReport()
        try await ExpirySweep(database: database, policy: policy, clock: clock).run()
        try await FlappingSweep(database: database, policy: policy, clock: clock).run()
        for cluster in try await dueClusters() {
            report.resolvedIncidents += try await resolve(in: cluster)
        }
        try await correlate()
        report.deadJobs = try await upkeep.bury()
        report.overdueIncidents = try await upkeep.tellOverdue()
        return report
    }

    private func dueClusters() async throws(IntakeError) -> [String] {
        let rows = try await database.query("SELECT DISTINCT cluster FROM incidents WHERE settle_at <= \(clock.now) ORDER BY cluster")
        return try rows.map { row throws(IntakeError) in try decoded { () throws(PostgresError) in try row.decode(as: (String).self) } }
    }

    /// Under the cluster's lock no alert can come in between the look at an incident and its end.
    private func resolve(in cluster: String) async throws(IntakeError) -> [IncidentID] {
        try await database.transaction { connection in
            try await ClusterLock.take([cluster], on: connection)
            let now = clock.now
            let due = try await connection.query(
                """
                SELECT id FROM incidents
                WHERE cluster = \(cluster) AND settle_at <= \(now) AND state IN ('open', 'acknowledged')
                ORDER BY settle_at
                LIMIT \(Self.limit)
                """
            ).map { try $0.decode(as: (IncidentID).self) }
            // Jobs before incidents: a worker that finishes a job holds it while it waits for the incident.
            try await SummaryJobs.enqueue(due, cluster: cluster, now: now, on: connection)
            let rows = try await connection.query(
                """
                WITH resolved AS (
                    UPDATE incidents
                    SET state = 'resolved', resolved_at = \(now), updated_at = \(now), settle_at = NULL, resolution = NULL, resolved_by = NULL
                    WHERE id = ANY(\(due)) AND cluster = \(cluster)
                    RETURNING id, title
                ), told AS (
                    INSERT INTO timeline (cluster, incident_id, at, kind, about)
                    SELECT \(cluster), id, \(now), 'resolved', title FROM resolved
                )
                SELECT id FROM resolved
                """)
            let resolved = try rows.map { try $0.decode(as: (IncidentID).self) }
            if !resolved.isEmpty {
                try await IncidentMemory.remember(resolved, on: connection)
                try await connection.execute("SELECT pg_notify(\(Channel.jobs), ''), pg_notify(\(Channel.incidents), '')")
            }
            return resolved
        }
    }

    /// Asks the question that a worker left open when it vanished between storing an analysis and looking for others of its cause.
    private func correlate() async throws(IntakeError) {
        let rows = try await database.query(
            """
            SELECT cluster, incident_id, alert_name, subject FROM analyses
            WHERE NOT correlated AND stored_at <= \(clock.now - Self.correlationPatience)
            ORDER BY stored_at
            LIMIT \(Self.limit)
            """)
        for row in rows {
            let (cluster, incident, alertName, subject) = try decoded { () throws(PostgresError) in
                try row.decode(as: (String, IncidentID, String, String).self)
            }
            let analysis = AnalysisReference(cluster: cluster, incident: incident, alertName: alertName, subject: subject)
            try await CausalCorrelation(database: database, clock: clock).run(for: analysis)
        }
    }
}

/// Reads a result, with its errors as intake speaks of them.
func decoded<Value>(_ read: () throws(PostgresError) -> Value) throws(IntakeError) -> Value {
    do throws(PostgresError) {
        return try read()
    } catch {
        throw IntakeError(error)
    }
}
