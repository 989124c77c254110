package import Primitives

/// Keeps what is counted, by the hour, and adds it up.
package protocol StatisticsLedger: Sendable {
    /// What happened in whole hours.
    ///
    /// - Parameters:
    ///   - window: at most ``StatisticsWindow/longest`` long.
    func statistics(_ window: StatisticsWindow, in scope: ClusterScope) async throws(IntakeError) -> Statistics

    /// Counts further entries of the event log, each exactly once, whichever replica does it.
    ///
    /// - Returns: how many it counted; fewer than `limit` where it has caught up.
    func count(limit: Int) async throws(IntakeError) -> Int

    /// Adds alerts that were received.
    func add(received: [ReceivedHour: ReceivedAlerts]) async throws(IntakeError)
}

/// Of which cluster and hour something is counted.
package struct ReceivedHour: Hashable, Sendable {
    package let cluster: String
    package let hour: Timestamp

    package init(cluster: String, at time: Timestamp) {
        self.cluster = cluster
        hour = time.startOfHour
    }
}

/// Alerts in notifications that were taken.
package struct ReceivedAlerts: Hashable, Sendable {
    package var all: Int
    /// Those that began an episode.
    package var new: Int

    package init(all: Int, new: Int) {
        self.all = all
        self.new = new
    }

    package static func += (lhs: inout ReceivedAlerts, rhs: ReceivedAlerts) {
        lhs.all += rhs.all
        lhs.new += rhs.new
    }
}

/// A stretch of whole hours in UTC.
package struct StatisticsWindow: Hashable, Sendable {
    package static let usual: Duration = .seconds(7 * 86_400)
    package static let longest: Duration = .seconds(92 * 86_400)

    package let since: Timestamp
    /// Not part of it.
    package let until: Timestamp

    /// Rounded outwards.
    /// - Returns: nil where it is empty, or longer than ``longest``.
    package init?(since: Timestamp, until: Timestamp) {
        guard since < until, until - since <= Self.longest else { return nil }
        self.since = since.startOfHour
        let end = until.startOfHour
        self.until = end == until ? end : end + .seconds(3_600)
    }
}

extension Timestamp {
    package var startOfHour: Timestamp {
        let hour: Int64 = 3_600_000_000
        let rest = microseconds % hour
        return Timestamp(microseconds: microseconds - (rest < 0 ? rest + hour : rest))
    }
}
