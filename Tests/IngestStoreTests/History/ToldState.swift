import IngestDomain
import Primitives

/// What the store is to hold in the end, worked out from everything that was said, whatever the order: the rules of the domain in their plainest form.
struct ToldState: Equatable {
    struct Episode: Hashable {
        var cluster: Int
        var alert: Int
        var start: Timestamp
        var end: Timestamp?
        var isPresumed: Bool
        var notices: Int
        /// The correlation key of its incident.
        var incident: String?
    }

    struct Incident: Hashable {
        var cluster: Int
        var key: String
        var isFiring: Bool
        var rank: Int
        var flappingUntil: Timestamp?
    }

    struct Job: Hashable {
        var cluster: Int
        var key: String
        var name: String
    }

    var episodes: Set<Episode> = []
    var incidents: Set<Incident> = []
    var jobs: Set<Job> = []

    init() {}

    init(_ sayings: [Saying], now: Timestamp, policy: FlappingPolicy) {
        struct Place: Hashable { var cluster: Int, key: String }
        var members: [Place: [(episode: Episode, rank: Int)]] = [:]
        var flapping: [Place: Timestamp] = [:]
        for (_, said) in Dictionary(grouping: sayings, by: { [$0.cluster, $0.alert] }) {
            let first = said[0]
            let starts = Set(said.map(\.start)).sorted()
            var begun: [Timestamp] = []
            for start in starts {
                let own = said.filter { $0.start == start }
                let told = own.compactMap(\.end).max()
                let next = starts.first { $0 > start }
                let fires = own.contains { $0.end == nil }
                let episode = Episode(
                    cluster: first.cluster, alert: first.alert, start: Saying.time(start), end: (told ?? next).map(Saying.time),
                    isPresumed: told == nil && next != nil, notices: own.count, incident: fires ? first.key : nil)
                episodes.insert(episode)
                guard fires else { continue }
                begun.append(episode.start)
                members[Place(cluster: first.cluster, key: first.key), default: []].append((episode, first.severity.rank))
                jobs.insert(Job(cluster: first.cluster, key: first.key, name: first.name))
            }
            let place = Place(cluster: first.cluster, key: first.key)
            if let until = policy.flapsUntil(begun), until > now { flapping[place] = max(until, flapping[place] ?? until) }
        }
        for (place, alerts) in members {
            let firing = alerts.filter { $0.episode.end == nil }
            let rank = (firing.isEmpty ? alerts : firing).map(\.rank).max() ?? 0
            incidents.insert(
                Incident(cluster: place.cluster, key: place.key, isFiring: !firing.isEmpty, rank: rank, flappingUntil: flapping[place]))
        }
    }
}
