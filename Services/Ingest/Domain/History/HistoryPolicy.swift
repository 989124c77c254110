package import Primitives

/// How long history is kept, and in what pieces.
package struct HistoryPolicy: Hashable, Sendable {
    /// How long an incident is kept after it ended, and an alert after its last episode; nil keeps all of it.
    package var retention: Duration? = .seconds(400 * 86_400)
    /// The length of a partition, whole days. What is expired is dropped a partition at a time, so history lasts up to one longer.
    ///
    /// A lookup of an incident's alerts asks each partition: retention over width should stay below thirty, and the fewer the quicker.
    package var partitionDays = 60

    package init() {}

    /// What began and ended before this is history that nobody keeps. It stands still for the length of a partition.
    package func horizon(at now: Timestamp) -> Timestamp? {
        guard let retention else { return nil }
        return HistoryPeriod.aligned(now - retention, days: partitionDays).start
    }

    /// The partitions to be made: for now and for one width ahead, as far as others don't hold that time yet.
    ///
    /// Where the width was changed, a partition begins where an older one ends, and ends where one begins.
    package func missing(at now: Timestamp, beside existing: [HistoryPeriod]) -> [HistoryPeriod] {
        let goal = now + .seconds(86_400 * partitionDays)
        var missing: [HistoryPeriod] = []
        var moment = now
        while moment <= goal {
            if let held = existing.first(where: { $0.start <= moment && moment < $0.end }) {
                moment = held.end
                continue
            }
            let aligned = HistoryPeriod.aligned(moment, days: partitionDays)
            let before = existing.map(\.end).filter { $0 <= moment }.max() ?? aligned.start
            let after = existing.map(\.start).filter { $0 > moment }.min() ?? aligned.end
            guard let period = HistoryPeriod(start: max(aligned.start, before), end: min(aligned.end, after)) else { break }
            missing.append(period)
            moment = period.end
        }
        return missing
    }
}
