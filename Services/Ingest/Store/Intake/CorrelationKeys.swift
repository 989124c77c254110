import IngestDomain
import Postgres

/// The correlation keys of a round's notices, each once.
struct CorrelationKeys {
    private struct Key: Hashable {
        let cluster: String
        let key: CorrelationKey
    }

    private(set) var clusters = PostgresArray<String>()
    private(set) var texts = PostgresArray<String>()
    /// The place of each notice's key; nil where the notice can't join an incident, because it tells an end alone.
    private(set) var places: [Int?] = []

    init(_ notices: [Notice]) {
        var known: [Key: Int] = [:]
        places.reserveCapacity(notices.count)
        for notice in notices {
            guard notice.isFiring else {
                places.append(nil)
                continue
            }
            let key = Key(cluster: notice.alert.cluster, key: notice.correlation.key)
            if let place = known[key] {
                places.append(place)
            } else {
                known[key] = texts.count
                places.append(texts.count)
                clusters.append(key.cluster)
                texts.append(key.key.description)
            }
        }
    }
}
