import IngestDomain
import Postgres
import Primitives

/// Changes episodes that were there before: those that a new one follows have ended, and some belong to an incident now.
struct ReviseStatement {
    let plan: IntakePlan

    /// nil where there is nothing to do, as for alerts that never came before.
    ///
    /// It answers with the incidents whose alerts may have ended by it.
    var query: PostgresQuery? {
        let followed = plan.episodes.filter { $0.previous != nil }
        guard !followed.isEmpty || !plan.attached.isEmpty else { return nil }
        return """
            WITH attached AS (
                UPDATE episodes AS e
                SET incident_id = i.incident_id
                FROM unnest(
                    \(plan.attached.map { plan.notices[$0.notice].alert.cluster }), \(plan.attached.map { plan.notices[$0.notice].alert.fingerprint }),
                    \(plan.attached.map(\.startsAt)), \(plan.attached.map(\.incident))
                ) AS i (cluster, fingerprint, starts_at, incident_id)
                WHERE e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
            )
            UPDATE episodes AS e
            SET firing = false, ends_at = i.next, end_presumed = true
            FROM unnest(
                \(followed.map { plan.notices[$0.notice].alert.cluster }), \(followed.map { plan.notices[$0.notice].alert.fingerprint }),
                \(followed.map(\.previous)), \(followed.map { plan.notices[$0.notice].startsAt })
            ) AS i (cluster, fingerprint, starts_at, next)
            WHERE e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
                AND (e.firing OR e.end_presumed AND e.ends_at > i.next)
            RETURNING e.incident_id
            """
    }
}
