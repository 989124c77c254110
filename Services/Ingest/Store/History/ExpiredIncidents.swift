import IngestDomain
import Postgres
import Primitives

/// Removes incidents that ended before the horizon, with what belongs to them outside of partitions that are about to be dropped.
///
/// What people said of analyses stays: it is there to be learned from.
struct ExpiredIncidents: Sendable {
    let database: Database
    let horizon: Timestamp

    /// Of one transaction.
    private static let limit = 500

    /// - Returns: with how many incidents were removed.
    func remove() async throws(IntakeError) -> MaintenanceOutcome {
        var removed = 0
        var cursor = IncidentID.first(at: Timestamp(microseconds: 0))
        while true {
            let page = try await page(after: cursor)
            guard let last = page.last else { return .done(removed) }
            cursor = last
            switch try await remove(page) {
            case .done(let count): removed += count
            case let other: return other
            }
        }
    }

    /// Ids are times: what is older than the horizon is at the beginning of the key, and hardly anything of it is still needed.
    private func page(after cursor: IncidentID) async throws(IntakeError) -> [IncidentID] {
        let rows = try await database.query(
            """
            SELECT id FROM incidents AS i
            WHERE id > \(cursor) AND id < \(IncidentID.first(at: horizon)) AND \(unescaped: Self.isOver) AND updated_at < \(horizon)
                -- An absorbed incident's alerts and entries are the survivor's: it goes when that has gone.
                AND (merged_into IS NULL OR NOT EXISTS (SELECT FROM incidents AS survivor WHERE survivor.id = i.merged_into))
                -- A person may resolve what goes on firing.
                AND NOT EXISTS (SELECT FROM episodes AS e WHERE e.incident_id = i.id AND e.firing)
            ORDER BY id
            LIMIT \(Self.limit)
            """)
        return try decoded { () throws(PostgresError) in try rows.decode(as: (IncidentID).self) }
    }

    private static let isOver = "state IN ('resolved', 'merged')"

    private func remove(_ incidents: [IncidentID]) async throws(IntakeError) -> MaintenanceOutcome {
        try await MaintenanceLock(database).run { connection in
            // Jobs before incidents, as everybody else does. Without the jobs of an incident that is revived at this moment nothing is lost.
            try await connection.execute("DELETE FROM jobs WHERE incident_id = ANY(\(incidents))")
            let removed = try await connection.query(
                """
                DELETE FROM incidents WHERE id = ANY(\(incidents)) AND \(unescaped: Self.isOver) AND updated_at < \(horizon) RETURNING id
                """
            ).decode(as: (IncidentID).self)
            for table in HistoryTable.allCases {
                try await connection.execute("DELETE FROM \(unescaped: table.fallback) WHERE incident_id = ANY(\(removed))")
            }
            try await connection.execute("DELETE FROM incident_traits WHERE incident_id = ANY(\(removed))")
            try await connection.execute("DELETE FROM incident_separations WHERE one = ANY(\(removed)) OR other = ANY(\(removed))")
            return removed.count
        }
    }
}
