package import IngestDomain
package import Postgres
package import Primitives

/// Makes the partitions of the history ahead of time, and removes what is past its retention.
///
/// In this order: incidents that ended long ago, in small transactions; then whole partitions, from which the rows of incidents that are
/// still there move to the default partition; then alerts that are left without an episode.
package struct PostgresHistory: HistoryMaintenance {
    private let database: Database
    private let policy: HistoryPolicy
    private let clock: WallClock

    package init(pool: PostgresPool, policy: HistoryPolicy = HistoryPolicy(), clock: WallClock = .system) {
        database = Database(pool: pool)
        self.policy = policy
        self.clock = clock
    }

    package func prepare() async throws(IntakeError) -> HistoryReport {
        var report = HistoryReport()
        let partitions = HistoryPartitions(database: database)
        for table in HistoryTable.allCases {
            for period in policy.missing(at: clock.now, beside: try await partitions.periods(of: table)) {
                let outcome = try await partitions.create(table, period)
                if report.note(outcome, table.partition(period)) != nil { report.created.append(table.partition(period)) }
            }
        }
        return report
    }

    package func maintain(isThorough: Bool) async throws(IntakeError) -> HistoryReport {
        var report = try await prepare()
        if let horizon = policy.horizon(at: clock.now), !report.wasBusy {
            let incidents = try await ExpiredIncidents(database: database, horizon: horizon).remove()
            if let count = report.note(incidents, "incidents") {
                report.removedIncidents = count
                try await drop(before: horizon, &report)
                if isThorough || !report.dropped.isEmpty {
                    report.removedAlerts = try await ExpiredAlerts(database: database, horizon: horizon).remove()
                }
            }
        }
        if !report.created.isEmpty || !report.dropped.isEmpty { try await analyze() }
        return report
    }

    private func drop(before horizon: Timestamp, _ report: inout HistoryReport) async throws(IntakeError) {
        let partitions = HistoryPartitions(database: database)
        for table in HistoryTable.allCases {
            let expired = try await partitions.periods(of: table).filter { $0.end <= horizon }
            for period in expired.sorted(by: { $0.start < $1.start }) {
                let outcome = try await partitions.drop(table, period, horizon: horizon)
                guard let kept = report.note(outcome, table.partition(period)) else { continue }
                report.dropped.append(table.partition(period))
                report.keptRows += kept
            }
        }
    }

    /// PostgreSQL gathers a partition's statistics by itself, and never those of the table as a whole.
    private func analyze() async throws(IntakeError) {
        for table in HistoryTable.allCases {
            _ = try await database.query("ANALYZE \(unescaped: table.name)")
        }
    }
}

extension HistoryReport {
    /// - Returns: how many rows a step that was done has changed.
    fileprivate mutating func note(_ outcome: MaintenanceOutcome, _ table: String) -> Int? {
        switch outcome {
        case .done(let count): return count
        case .busy: wasBusy = true
        case .postponed: postponed.append(table)
        }
        return nil
    }
}
