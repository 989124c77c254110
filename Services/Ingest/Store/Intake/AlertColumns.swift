import Contracts
import IngestDomain
import Postgres
import Primitives

/// What alerts say of themselves, a column each.
struct AlertColumns {
    private(set) var count = 0
    private var clusters = PostgresArray<String>()
    private var fingerprints = PostgresArray<String>()
    private var names = PostgresArray<String>()
    private var severities = PostgresArray<String>()
    private var namespaces = PostgresArray<String>()
    private var workloads = PostgresArray<String>()
    private var nodes = PostgresArray<String>()
    private var labels = PostgresArray<PlainJSON>()
    private var annotations = PostgresArray<PlainJSON>()
    private var generators = PostgresArray<String>()
    private var starts = PostgresArray<Timestamp>()

    init(reserving count: Int) {
        clusters = PostgresArray(reserving: 16 * count)
        fingerprints = PostgresArray(reserving: 20 * count)
        names = PostgresArray(reserving: 24 * count)
        severities = PostgresArray(reserving: 12 * count)
        namespaces = PostgresArray(reserving: 16 * count)
        workloads = PostgresArray(reserving: 20 * count)
        nodes = PostgresArray(reserving: 8 * count)
        labels = PostgresArray(reserving: 320 * count)
        annotations = PostgresArray(reserving: 256 * count)
        generators = PostgresArray(reserving: 64 * count)
        starts = PostgresArray(reserving: 12 * count)
    }

    mutating func append(_ notice: Notice) {
        let alert = notice.alert
        count += 1
        clusters.append(alert.cluster)
        fingerprints.append(alert.fingerprint)
        names.append(alert.alert.name)
        severities.append(alert.severity.name)
        namespaces.append(alert.namespace)
        workloads.append(alert.workload)
        nodes.append(alert.node)
        labels.append(alert.alert.labels)
        annotations.append(alert.alert.annotations)
        generators.append(alert.alert.generatorURL)
        starts.append(notice.startsAt)
    }

    /// Writes them into `alerts`, in their order.
    ///
    /// - Parameter conflict: what becomes of those that are there.
    func insertion(onConflict conflict: String) -> PostgresQuery {
        """
        INSERT INTO alerts (
            cluster, fingerprint, name, severity, namespace, workload, node, labels, annotations, generator_url, latest_starts_at)
        SELECT * FROM unnest(
            \(clusters), \(fingerprints), \(names), \(severities), \(namespaces), \(workloads), \(nodes), \(labels), \(annotations),
            \(generators), \(starts))
        ON CONFLICT (fingerprint, cluster) \(unescaped: conflict)
        """
    }
}
