import IngestDomain
import Postgres
import Primitives

/// What notices say, a column each.
struct NoticeColumns {
    var clusters: PostgresArray<String>
    var fingerprints: PostgresArray<String>
    var starts: PostgresArray<Timestamp>
    var ends: PostgresArray<Timestamp>
    var fires: PostgresArray<Bool>
    var received: PostgresArray<Timestamp>
    var counts: PostgresArray<Int32>
    var expiries: PostgresArray<Timestamp>
    var joins: PostgresArray<Bool>
    /// From the first start to the last.
    var range: (Timestamp, Timestamp)

    init(_ notices: [Notice]) {
        let count = notices.count
        clusters = PostgresArray(reserving: 16 * count)
        fingerprints = PostgresArray(reserving: 20 * count)
        starts = PostgresArray(reserving: 12 * count)
        ends = PostgresArray(reserving: 12 * count)
        fires = PostgresArray(reserving: 5 * count)
        received = PostgresArray(reserving: 12 * count)
        counts = PostgresArray(reserving: 8 * count)
        expiries = PostgresArray(reserving: 12 * count)
        joins = PostgresArray(reserving: 5 * count)
        range = (.max, .min)
        for notice in notices {
            clusters.append(notice.alert.cluster)
            fingerprints.append(notice.alert.fingerprint)
            starts.append(notice.startsAt)
            ends.append(notice.endsAt)
            fires.append(notice.isFiring)
            received.append(notice.receivedAt)
            counts.append(notice.count)
            expiries.append(notice.expiresAt)
            joins.append(notice.alert.joinsOpenEpisode)
            range = (Swift.min(range.0, notice.startsAt), Swift.max(range.1, notice.startsAt))
        }
    }
}

extension Timestamp {
    /// PostgreSQL's `-infinity` and `infinity`.
    static let min = Timestamp(microseconds: .min)
    static let max = Timestamp(microseconds: .max)
}
