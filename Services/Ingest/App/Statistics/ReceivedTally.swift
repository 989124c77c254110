import IngestDomain
import Primitives
import Synchronization

/// Counts alerts as they are received, in memory: intake's transactions know nothing of statistics.
final class ReceivedTally: Sendable {
    /// Senders choose the clusters' names. What comes for further ones until the next write isn't counted.
    private static let maximumCount = 10_000

    private let counts = Mutex<[ReceivedHour: ReceivedAlerts]>([:])
    private let clock: WallClock

    init(clock: WallClock) {
        self.clock = clock
    }

    /// - Parameter receipts: what became of each webhook. What began in one that holds several clusters counts for the first of them.
    func add(_ webhooks: [[IncomingAlert]], _ receipts: [IntakeReceipt]) {
        let now = clock.now
        var clusters: [String: ReceivedAlerts] = [:]
        for (alerts, receipt) in zip(webhooks, receipts) {
            for alert in alerts { clusters[alert.cluster, default: ReceivedAlerts(all: 0, new: 0)].all += 1 }
            if let first = alerts.first { clusters[first.cluster]?.new += receipt.new }
        }
        add(clusters.reduce(into: [:]) { $0[ReceivedHour(cluster: $1.key, at: now)] = $1.value })
    }

    /// What was counted since the last call.
    func take() -> [ReceivedHour: ReceivedAlerts] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }

    func add(_ more: [ReceivedHour: ReceivedAlerts]) {
        counts.withLock { counts in
            for (key, count) in more where counts[key] != nil || counts.count < Self.maximumCount {
                counts[key, default: ReceivedAlerts(all: 0, new: 0)] += count
            }
        }
    }
}
