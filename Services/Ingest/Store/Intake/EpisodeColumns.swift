import Contracts
import IngestDomain
import Postgres
import Primitives

/// New episodes with their alerts, a column each.
struct EpisodeColumns {
    var clusters: PostgresArray<String>
    var fingerprints: PostgresArray<String>
    var starts: PostgresArray<Timestamp>
    var ends: PostgresArray<Timestamp>
    var presumed: PostgresArray<Bool>
    var firstReceived: PostgresArray<Timestamp>
    var lastReceived: PostgresArray<Timestamp>
    var expiries: PostgresArray<Timestamp>
    var counts: PostgresArray<Int32>
    var incidents: PostgresArray<UUIDv7>
    var names: PostgresArray<String>
    var severities: PostgresArray<String>
    var ranks: PostgresArray<Int16>
    var namespaces: PostgresArray<String>
    var workloads: PostgresArray<String>
    var nodes: PostgresArray<String>
    var labels: PostgresArray<PlainJSON>
    var annotations: PostgresArray<PlainJSON>
    var generators: PostgresArray<String>

    init(_ plan: IntakePlan) {
        let count = plan.episodes.count
        clusters = PostgresArray(reserving: 16 * count)
        fingerprints = PostgresArray(reserving: 20 * count)
        starts = PostgresArray(reserving: 12 * count)
        ends = PostgresArray(reserving: 12 * count)
        presumed = PostgresArray(reserving: 5 * count)
        firstReceived = PostgresArray(reserving: 12 * count)
        lastReceived = PostgresArray(reserving: 12 * count)
        expiries = PostgresArray(reserving: 12 * count)
        counts = PostgresArray(reserving: 8 * count)
        incidents = PostgresArray(reserving: 20 * count)
        names = PostgresArray(reserving: 24 * count)
        severities = PostgresArray(reserving: 12 * count)
        ranks = PostgresArray(reserving: 6 * count)
        namespaces = PostgresArray(reserving: 16 * count)
        workloads = PostgresArray(reserving: 20 * count)
        nodes = PostgresArray(reserving: 8 * count)
        labels = PostgresArray(reserving: 320 * count)
        annotations = PostgresArray(reserving: 256 * count)
        generators = PostgresArray(reserving: 64 * count)
        for episode in plan.episodes { append(episode, plan.notices[episode.notice]) }
    }

    private mutating func append(_ episode: IntakePlan.NewEpisode, _ notice: Notice) {
        let alert = notice.alert
        clusters.append(alert.cluster)
        fingerprints.append(alert.fingerprint)
        starts.append(notice.startsAt)
        ends.append(episode.endsAt)
        presumed.append(episode.isEndPresumed)
        firstReceived.append(alert.receivedAt)
        lastReceived.append(notice.receivedAt)
        expiries.append(notice.expiresAt)
        counts.append(notice.count)
        incidents.append(episode.incident?.uuid)
        names.append(alert.alert.name)
        severities.append(alert.severity.name)
        ranks.append(alert.severity.rank)
        namespaces.append(alert.namespace)
        workloads.append(alert.workload)
        nodes.append(alert.node)
        labels.append(alert.alert.labels)
        annotations.append(alert.alert.annotations)
        generators.append(alert.alert.generatorURL)
    }
}
