import Postgres
import Primitives
import TestSupport

/// What must hold when all is calm again. Each question answers with what breaks it, a few rows at most.
struct Verdict: Sendable {
    let stack: ChaosStack
    let ledger: Ledger.Contents

    /// Acknowledged alerts against the database: nothing lost, nothing ended that nobody ended.
    ///
    /// - Parameter firing: what the groups, whose last notification was acknowledged, still hold as firing.
    func lost(firing: Set<Episode>) async throws -> [String] {
        let stored = try await episodes("SELECT cluster, fingerprint, starts_at FROM episodes")
        let storedFiring = try await episodes("SELECT cluster, fingerprint, starts_at FROM episodes WHERE firing")
        let open = try await episodes(
            """
            SELECT e.cluster, e.fingerprint, e.starts_at FROM episodes AS e
            JOIN incidents AS i ON i.id = e.incident_id WHERE e.firing AND i.state IN ('open', 'acknowledged')
            """)
        return [
            ("acknowledged alerts are lost", ledger.acknowledged.subtracting(stored)),
            ("acknowledged ends are lost", ledger.acknowledgedEnds.intersection(storedFiring)),
            ("alerts that fire are taken for ended", firing.subtracting(storedFiring)),
            ("alerts that fire have no active incident", firing.intersection(storedFiring).subtracting(open)),
            ("alerts fire that have ended or were followed by others", storedFiring.subtracting(firing)),
        ].compactMap { name, episodes in
            episodes.isEmpty ? nil : "\(episodes.count) \(name), such as \(episodes.first.map { "\($0)" } ?? "")"
        }
    }

    /// What may be there once only.
    func doubled() async throws -> [String] {
        try await complaints([
            ("episodes doubled", "SELECT fingerprint FROM episodes GROUP BY cluster, fingerprint, starts_at HAVING count(*) > 1"),
            ("alerts that fire twice", "SELECT fingerprint FROM episodes WHERE firing GROUP BY cluster, fingerprint HAVING count(*) > 1"),
            (
                "episodes told of more than once",
                """
                SELECT fingerprint FROM (
                    SELECT t.fingerprint, count(*) AS told,
                        (SELECT count(*) FROM episodes AS e WHERE e.fingerprint = t.fingerprint AND e.cluster = t.cluster) AS episodes
                    FROM timeline AS t WHERE t.kind IN ('opened', 'alert_joined', 'reopened') AND t.fingerprint IS NOT NULL
                    GROUP BY t.cluster, t.fingerprint
                ) AS told WHERE told > episodes
                """
            ),
            (
                "active incidents doubled",
                """
                SELECT correlation_key FROM incidents WHERE state IN ('open', 'acknowledged') AND is_current
                GROUP BY cluster, correlation_key HAVING count(*) > 1
                """
            ),
            ("analyses stored twice", "SELECT subject FROM audit.analyses GROUP BY incident_id, alert_name, subject HAVING count(*) > 1"),
            (
                "analyses told of twice",
                """
                SELECT about FROM timeline WHERE kind = 'analysis_stored'
                GROUP BY incident_id, fingerprint, at, about HAVING count(*) > 1
                """
            ),
            (
                "jobs doubled",
                "SELECT subject FROM jobs GROUP BY incident_id, kind, alert_name, subject HAVING count(*) > 1"
            ),
            (
                "done jobs without their analysis",
                """
                SELECT j.subject FROM jobs AS j JOIN incidents AS i ON i.id = j.incident_id
                WHERE j.kind = 'analyze' AND j.state = 'done' AND NOT EXISTS (
                    SELECT FROM analyses AS a WHERE a.incident_id IN (i.id, i.merged_into)
                        AND a.alert_name = j.alert_name AND a.subject = j.subject)
                """
            ),
        ])
    }

    /// What must have come to its end.
    func stuck() async throws -> [String] {
        try await complaints([
            ("jobs neither done nor dead", "SELECT state || ' ' || subject FROM jobs WHERE state NOT IN ('done', 'dead')"),
            ("incidents neither resolved nor merged", "SELECT state || ' ' || title FROM incidents WHERE state NOT IN ('resolved', 'merged')"),
            ("analyses never asked what else has their cause", "SELECT subject FROM analyses WHERE NOT correlated"),
            (
                "incidents whose alert no job was made for",
                """
                SELECT a.fingerprint FROM episodes AS e JOIN alerts AS a USING (fingerprint, cluster) JOIN incidents AS i ON i.id = e.incident_id
                WHERE NOT EXISTS (SELECT FROM jobs AS j WHERE j.incident_id IN (i.id, i.merged_into) AND j.kind = 'analyze')
                    -- What flaps when an incident begins, and is over when it has become stable, is never analysed.
                    AND NOT EXISTS (SELECT FROM timeline AS t WHERE t.incident_id IN (i.id, i.merged_into) AND t.kind = 'flapping')
                """
            ),
        ])
    }

    private func complaints(_ questions: [(String, PostgresQuery)]) async throws -> [String] {
        var complaints: [String] = []
        for (name, query) in questions {
            let rows = try await stack.rows(query).decode(as: String.self)
            if !rows.isEmpty { complaints.append("\(rows.count) \(name), such as \(rows.prefix(3))") }
        }
        return complaints
    }

    private func episodes(_ query: PostgresQuery) async throws -> Set<Episode> {
        Set(
            try await stack.rows(query).map { row in
                let (cluster, fingerprint, startsAt) = try row.decode(as: (String, String, Timestamp).self)
                return Episode(cluster: cluster, fingerprint: fingerprint, startsAt: startsAt)
            })
    }
}
