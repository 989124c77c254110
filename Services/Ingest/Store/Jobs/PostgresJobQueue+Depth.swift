package import IngestDomain
import Postgres
import Primitives

extension PostgresJobQueue {
    package func numbers() async throws(IntakeError) -> (depth: QueueDepth, lanes: [QueueLane]) {
        try await QueueNumbers(database: database, policy: policy, now: clock.now).all()
    }

    package func report(_ circuit: AgentCircuit) async throws(IntakeError) {
        let now = clock.now
        _ = try await database.query(
            """
            WITH gone AS (
                DELETE FROM agent_circuits WHERE seen_at < \(now - QueueNumbers.forgetting)
            )
            INSERT INTO agent_circuits (worker, circuit, reason, since, seen_at)
            VALUES (\(circuit.worker), \(circuit.state.rawValue), \(circuit.reason?.storable as String?), \(circuit.since), \(now))
            ON CONFLICT (worker) DO UPDATE
            SET circuit = excluded.circuit, reason = excluded.reason, since = excluded.since, seen_at = excluded.seen_at
            """)
    }
}

/// The queue's numbers, for gauges and for people.
struct QueueNumbers: Sendable {
    let database: Database
    let policy: QueuePolicy
    let now: Timestamp

    /// A replica that reported nothing for so long has stopped.
    static let patience: Duration = .seconds(60)
    static let forgetting: Duration = .seconds(3600)

    /// Counted on the index alone, and of each priority not beyond the limit: a million takes as long as ten thousand. What lies beyond is as many
    /// as the index had entries when it was last vacuumed or analysed. Served by `jobs_queued`, whose entries of one priority lie together in
    /// the order of their times.
    func all() async throws(IntakeError) -> (depth: QueueDepth, lanes: [QueueLane]) {
        let limit = QueueDepth.exactLimit
        let rows = try await database.query(
            """
            SELECT lane.priority, waiting.queued, first.due_at,
                (SELECT count(*) FROM (SELECT FROM jobs WHERE state = 'running' LIMIT \(limit)) AS counted),
                (SELECT count(*) FROM (SELECT FROM jobs WHERE state = 'dead' LIMIT \(limit)) AS counted),
                (SELECT reltuples::bigint FROM pg_class WHERE oid = 'jobs_queued'::regclass),
                (SELECT reltuples::bigint FROM pg_class WHERE oid = 'jobs_dead'::regclass)
            FROM unnest(\(policy.lanes.map { Int16($0.priority) })) AS lane (priority)
            CROSS JOIN LATERAL (
                SELECT count(*) AS queued
                FROM (SELECT FROM jobs WHERE state = 'queued' AND priority = lane.priority LIMIT \(limit)) AS counted
            ) AS waiting
            LEFT JOIN LATERAL (
                SELECT due_at FROM jobs WHERE state = 'queued' AND priority = lane.priority ORDER BY due_at LIMIT 1
            ) AS first ON true
            ORDER BY lane.priority
            """)
        return try decoded { () throws(PostgresError) in
            var depth = QueueDepth()
            var lanes: [QueueLane] = []
            for row in rows {
                let (priority, queued, oldest, running, dead, queuedEstimate, deadEstimate) = try row.decode(
                    as: (Int16, Int, Timestamp?, Int, Int, Int, Int).self)
                let lane = QueueLane(priority: Int(priority), queued: queued, longestWait: oldest.map { max(.zero, now - $0) })
                lanes.append(lane)
                depth.queued += queued
                depth.longestWait = [depth.longestWait, lane.longestWait].compactMap(\.self).max()
                depth.running = running
                depth.dead = dead < limit ? dead : max(limit, deadEstimate)
                if queued == limit { depth.queued = max(depth.queued, queuedEstimate) }
            }
            return (depth, lanes)
        }
    }

    /// Of one cluster, counted up to the limit and not estimated beyond. Served by `jobs_cluster`.
    func depth(of cluster: String) async throws(IntakeError) -> QueueDepth {
        let limit = QueueDepth.exactLimit
        let rows = try await database.query(
            """
            WITH queued AS MATERIALIZED (
                SELECT due_at FROM jobs WHERE cluster = \(cluster) AND state = 'queued' ORDER BY id LIMIT \(limit)
            )
            SELECT
                (SELECT count(*) FROM queued),
                (SELECT count(*) FROM (SELECT FROM jobs WHERE cluster = \(cluster) AND state = 'running' LIMIT \(limit)) AS counted),
                (SELECT count(*) FROM (SELECT FROM jobs WHERE cluster = \(cluster) AND state = 'dead' LIMIT \(limit)) AS counted),
                (SELECT min(due_at) FROM queued)
            """)
        guard let row = rows.first else { return QueueDepth() }
        return try decoded { () throws(PostgresError) in
            let (queued, running, dead, oldest) = try row.decode(as: (Int, Int, Int, Timestamp?).self)
            return QueueDepth(queued: queued, running: running, dead: dead, longestWait: oldest.map { max(.zero, now - $0) })
        }
    }

    func circuits() async throws(IntakeError) -> [AgentCircuit] {
        let rows = try await database.query(
            """
            SELECT worker, circuit, reason, since FROM agent_circuits WHERE seen_at > \(now - Self.patience) ORDER BY worker LIMIT 1000
            """)
        return try decoded { () throws(PostgresError) in
            var circuits: [AgentCircuit] = []
            for row in rows {
                let (worker, circuit, reason, since) = try row.decode(as: (String, String, String?, Timestamp).self)
                guard let state = AgentCircuit.State(rawValue: circuit) else { continue }
                circuits.append(AgentCircuit(worker: worker, state: state, reason: reason, since: since))
            }
            return circuits
        }
    }
}
