import IngestDomain
import Postgres

/// Keeps what alerts say of themselves as their latest episode says it.
struct RenewStatement {
    let plan: IntakePlan

    /// nil where there is nothing to do, as for alerts that never came before.
    var query: PostgresQuery? {
        let episodes = plan.episodes.filter { !$0.isAlertStored }
        guard !episodes.isEmpty else { return nil }
        var columns = AlertColumns(reserving: episodes.count)
        for episode in episodes { columns.append(plan.notices[episode.notice]) }
        return columns.insertion(
            onConflict: """
                DO UPDATE
                SET name = excluded.name, severity = excluded.severity, namespace = excluded.namespace, workload = excluded.workload,
                    node = excluded.node, labels = excluded.labels, annotations = excluded.annotations,
                    generator_url = excluded.generator_url, latest_starts_at = excluded.latest_starts_at
                WHERE alerts.latest_starts_at < excluded.latest_starts_at
                """)
    }
}
