import IngestDomain
import Postgres
import Primitives

/// New episodes, a column each.
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
    var ranks: PostgresArray<Int16>

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
        ranks = PostgresArray(reserving: 6 * count)
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
        ranks.append(alert.severity.rank)
    }
}
