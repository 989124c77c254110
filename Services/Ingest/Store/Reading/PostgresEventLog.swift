package import IngestDomain
package import Postgres
import Primitives

/// The timelines of all incidents, read in the order of `timeline_log`.
///
/// Entries of a transaction that is still running can't be seen, and those of later ones can. So only what was written by transactions before the
/// oldest running one is read: nothing comes in before that any more. A merge that moves entries to another incident leaves their place in this
/// order as it was.
package struct PostgresEventLog: EventLog {
    private let database: Database

    package init(pool: PostgresPool) {
        database = Database(pool: pool)
    }

    package func end() async throws(IntakeError) -> EventPosition {
        let rows = try await database.query(
            """
            SELECT xid::text, seq FROM timeline
            WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid DESC, seq DESC
            LIMIT 1
            """)
        return try decoded { () throws(PostgresError) in try rows.first.map(Self.position) ?? .beginning }
    }

    package func holds(_ position: EventPosition) async throws(IntakeError) -> Bool {
        let rows = try await database.query(
            "SELECT FROM timeline WHERE xid = \(String(position.transaction))::xid8 AND seq = \(position.number)")
        return !rows.isEmpty
    }

    package func events(
        after position: EventPosition, limit: Int, in scope: ClusterScope
    ) async throws(IntakeError) -> EventBatch {
        let rows = try await database.query(
            """
            WITH next AS MATERIALIZED (
                SELECT xid, seq, incident_id, cluster, at, kind, about, fingerprint, related, actor, was, became
                FROM timeline
                WHERE (xid, seq) > (\(String(position.transaction))::xid8, \(position.number))
                    AND xid < pg_snapshot_xmin(pg_current_snapshot())
                ORDER BY xid, seq
                LIMIT \(limit)
            )
            SELECT next.xid::text, next.seq, incident_id, cluster, at, kind, about, fingerprint, related, actor, was, became,
                EXISTS (SELECT FROM timeline WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())) AS waiting
            FROM (SELECT) AS one
            LEFT JOIN next ON true
            ORDER BY next.xid, next.seq
            """)
        return try decoded { () throws(PostgresError) in
            var batch = EventBatch(after: position, last: position)
            batch.isWaiting = try rows.first?.decode("waiting") ?? false
            for row in rows where try row.decode("seq", as: Int64?.self) != nil {
                batch.last = try Self.position(row)
                if let event = try Self.event(row, at: batch.last), scope.contains(event.cluster) { batch.events.append(event) }
            }
            batch.hasMore = rows.count == limit
            return batch
        }
    }

    private static func position(_ row: PostgresRow) throws(PostgresError) -> EventPosition {
        let (transaction, number) = try row.decode(as: (String, Int64).self)
        return EventPosition(transaction: UInt64(transaction) ?? 0, number: number)
    }

    /// - Returns: nil for a kind that only a newer version of this program knows.
    private static func event(_ row: PostgresRow, at position: EventPosition) throws(PostgresError) -> IncidentEvent? {
        guard let entry = try TimelineRow.entry(row) else { return nil }
        return IncidentEvent(position: position, incident: try row.decode("incident_id"), cluster: try row.decode("cluster"), entry: entry)
    }
}
