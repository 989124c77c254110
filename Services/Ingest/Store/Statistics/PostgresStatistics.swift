package import IngestDomain
package import Postgres
import Primitives

/// The `statistics` table: at most a few dozen rows for an hour of a cluster, however much happened in it.
package struct PostgresStatistics: StatisticsLedger {
    private let database: Database

    package init(pool: PostgresPool) {
        database = Database(pool: pool)
    }

    package func statistics(_ window: StatisticsWindow, in scope: ClusterScope) async throws(IntakeError) -> Statistics {
        let rows = try await database.query(
            """
            SELECT measure, part, sum(value)::bigint FROM statistics
            WHERE hour >= \(window.since) AND hour < \(window.until)
                AND \(unescaped: scope == .all ? "NULL IS NOT DISTINCT FROM" : "cluster =") \(scope.cluster)
            GROUP BY measure, part
            """)
        return try decoded { () throws(PostgresError) in
            var counts: Statistics.Counts = [:]
            for row in rows {
                let (name, part, value) = try row.decode(as: (String, String, Int).self)
                // A measure of a newer version of this program.
                guard let measure = Statistics.Measure(rawValue: name) else { continue }
                counts[measure, default: [:]][part] = value
            }
            return Statistics(since: window.since, until: window.until, cluster: scope.cluster, counts: counts)
        }
    }

    package func add(received: [ReceivedHour: ReceivedAlerts]) async throws(IntakeError) {
        // In one order on every replica, so that two of them never wait for each other's rows.
        let rows = received.sorted { ($0.key.cluster, $0.key.hour) < ($1.key.cluster, $1.key.hour) }
        _ = try await database.query(
            """
            INSERT INTO statistics AS s (cluster, hour, measure, value)
            SELECT cluster, hour, measure, value
            FROM unnest(
                \(rows.map(\.key.cluster)), \(rows.map(\.key.hour)), \(rows.map { Int64($0.value.all) }), \(rows.map { Int64($0.value.new) })
            ) AS new (cluster, hour, received, episodes)
            CROSS JOIN LATERAL (VALUES ('episodes', episodes), ('received', received)) AS counts (measure, value)
            WHERE value > 0
            ON CONFLICT (cluster, hour, measure, part) DO UPDATE SET value = s.value + excluded.value
            """)
    }

    /// The row of `statistics_progress` is locked for as long as it takes, and moved on with what was counted: all of it is kept, or none.
    package func count(limit: Int) async throws(IntakeError) -> Int {
        let rows = try await database.query(
            """
            WITH progress AS MATERIALIZED (
                SELECT xid, seq FROM statistics_progress FOR UPDATE SKIP LOCKED
            ), entries AS MATERIALIZED (
                SELECT xid, seq, cluster, incident_id, kind, fingerprint, became, at, date_trunc('hour', at, 'UTC') AS hour
                FROM timeline
                WHERE (xid, seq) > ((SELECT xid FROM progress), (SELECT seq FROM progress)) AND xid < pg_snapshot_xmin(pg_current_snapshot())
                ORDER BY xid, seq
                LIMIT \(limit)
            ), durations AS (
                SELECT e.cluster, e.hour, CASE e.kind WHEN 'resolved' THEN 'resolve' ELSE 'acknowledge' END AS of,
                    greatest(0, extract(epoch FROM e.at - i.opened_at))::float8 AS seconds
                FROM entries AS e
                JOIN incidents AS i ON i.id = e.incident_id AND i.cluster = e.cluster
                -- An incident is acknowledged once, however often people say so.
                WHERE e.kind = 'resolved' OR e.kind = 'acknowledged' AND e.at = i.acknowledged_at
            ), analysed AS (
                SELECT e.cluster, e.hour, found.category, found.model, found.usage
                FROM entries AS e
                LEFT JOIN LATERAL (
                    SELECT a.response -> 'root_causes' -> 0 ->> 'category' AS category, a.response ->> 'model' AS model, a.response -> 'usage' AS usage
                    FROM analyses AS a
                    WHERE a.incident_id = e.incident_id AND a.fingerprint IS NOT DISTINCT FROM e.fingerprint
                    ORDER BY abs(extract(epoch FROM a.stored_at - e.at))
                    LIMIT 1
                ) AS found ON true
                WHERE e.kind = 'analysis_stored'
            ), facts (cluster, hour, measure, part, value) AS (
                SELECT cluster, hour,
                    CASE kind WHEN 'merged' THEN 'merged' WHEN 'analysis_failed' THEN 'failed' ELSE kind END, '', 1
                FROM entries WHERE kind IN ('opened', 'resolved', 'reopened', 'merged', 'analysis_failed')
                UNION ALL
                SELECT cluster, hour, 'feedback', coalesce(became, ''), 1 FROM entries WHERE kind = 'feedback'
                UNION ALL
                SELECT cluster, hour, 'analysed', coalesce(category, ''), 1 FROM analysed
                UNION ALL
                SELECT cluster, hour, measure, coalesce(model, ''), least(amount, 1e15)::bigint
                FROM analysed
                CROSS JOIN LATERAL (VALUES
                    ('reasoned', least((usage ->> 'calls')::numeric, 1)), ('model_calls', (usage ->> 'calls')::numeric),
                    ('input_tokens', (usage ->> 'input_tokens')::numeric), ('cached_tokens', (usage ->> 'cached_tokens')::numeric),
                    ('output_tokens', (usage ->> 'output_tokens')::numeric),
                    ('microdollars', round((usage ->> 'cost_usd')::numeric * 1000000))
                ) AS spent (measure, amount)
                WHERE amount > 0
                UNION ALL
                SELECT cluster, hour, 'acknowledged', '', 1 FROM durations WHERE of = 'acknowledge'
                UNION ALL
                SELECT cluster, hour, of || '_duration', round(8 * ln(1 + seconds) / ln(2))::int::text, 1 FROM durations
                UNION ALL
                SELECT cluster, hour, of || '_seconds', '', round(seconds)::bigint FROM durations
            ), written AS (
                INSERT INTO statistics AS s (cluster, hour, measure, part, value)
                SELECT cluster, hour, measure, part, sum(value)::bigint FROM facts
                GROUP BY cluster, hour, measure, part
                ORDER BY cluster, hour, measure, part
                ON CONFLICT (cluster, hour, measure, part) DO UPDATE SET value = s.value + excluded.value
            )
            UPDATE statistics_progress AS p SET xid = last.xid, seq = last.seq
            FROM (SELECT xid, seq FROM entries ORDER BY xid DESC, seq DESC LIMIT 1) AS last
            RETURNING (SELECT count(*) FROM entries)
            """)
        return try decoded { () throws(PostgresError) in try rows.first?.decode(as: Int.self) ?? 0 }
    }
}
