import IngestDomain
import Primitives
import Synchronization

/// Counts alerts as they are received, in memory: intake's transactions know nothing of statistics.
final class ReceivedTally: Sendable {
    /// Senders choose the clusters' names. What comes for further ones until the next write isn't counted.
    private static let maximumCount = 10_000

    private let counts = Mutex<[ReceivedHour: Int]>([:])
    private let clock: WallClock

    init(clock: WallClock) {
        self.clock = clock
    }

    func add(_ webhooks: [[IncomingAlert]]) {
        let now = clock.now
        var clusters: [String: Int] = [:]
        for alert in webhooks.joined() { clusters[alert.cluster, default: 0] += 1 }
        add(clusters.reduce(into: [:]) { $0[ReceivedHour(cluster: $1.key, at: now)] = $1.value })
    }

    /// What was counted since the last call.
    func take() -> [ReceivedHour: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }

    func add(_ more: [ReceivedHour: Int]) {
        counts.withLock { counts in
            for (key, count) in more where counts[key] != nil || counts.count < Self.maximumCount {
                counts[key, default: 0] += count
            }
        }
    }
}
