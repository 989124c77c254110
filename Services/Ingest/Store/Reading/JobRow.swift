import IngestDomain
import Postgres
import Primitives

enum JobRow {
    private static let limit = 200

    static func of(_ incident: IncidentID, at now: Timestamp, on connection: PostgresConnection) async throws(PostgresError) -> [JobDetail] {
        let rows = try await connection.query(
            """
            SELECT id, kind, state, alert_name, subject, attempts, created_at, due_at, error, waits_for, circuits.away
            FROM jobs, (
                SELECT coalesce(bool_and(circuit <> 'closed'), false) AS away FROM agent_circuits
                WHERE seen_at > \(now - QueueNumbers.patience)
            ) AS circuits
            WHERE incident_id = \(incident)
            ORDER BY id
            LIMIT \(limit)
            """)
        var jobs: [JobDetail] = []
        for row in rows {
            let (id, kind, state, alertName, subject, attempts, createdAt, dueAt, error) = try row.decode(
                as: (Int64, String, String, String, String, Int, Timestamp, Timestamp, String?).self)
            guard let kind = JobKind(rawValue: kind), let state = JobState(rawValue: state) else { continue }
            let hold = try row.decode("waits_for", as: String?.self).flatMap(JobHold.init)
            let isAgentAway = try row.decode("away", as: Bool.self)
            jobs.append(
                JobDetail(
                    id: JobID(id), kind: kind, state: state, alertName: alertName, subject: subject, attempts: attempts,
                    createdAt: createdAt, dueAt: state == .queued || state == .running ? dueAt : nil,
                    waitingReason: state == .queued
                        ? WaitingReason(attempts: attempts, dueAt: dueAt, hold: hold, isAgentAway: isAgentAway, now: now) : nil,
                    error: error))
        }
        return jobs
    }
}
