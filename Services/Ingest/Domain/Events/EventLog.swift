/// Everything that ever happened to incidents, in one order for all replicas.
package protocol EventLog: Sendable {
    /// The last position before which nothing can come in any more.
    func end() async throws(IntakeError) -> EventPosition

    /// Whether the entry of this position is still there, so that what follows it is complete.
    func holds(_ position: EventPosition) async throws(IntakeError) -> Bool

    /// What follows a position, as far as it is complete.
    ///
    /// - Parameters:
    ///   - scope: Only events of these clusters.
    ///   - limit: Entries to look at, at most.
    func events(after position: EventPosition, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> EventBatch
}

/// A stretch of the log without gaps.
package struct EventBatch: Sendable {
    /// The position that it follows.
    package var after: EventPosition
    /// In order.
    package var events: [IncidentEvent]
    /// Where it ends: the position of its last entry, which may be none of the events, or `after` where there was none.
    package var last: EventPosition
    /// Whether there is more to be read at once.
    package var hasMore: Bool
    /// Whether there are further entries that have to wait for a transaction that began earlier.
    package var isWaiting: Bool

    package init(after: EventPosition, events: [IncidentEvent] = [], last: EventPosition, hasMore: Bool = false, isWaiting: Bool = false) {
        self.after = after
        self.events = events
        self.last = last
        self.hasMore = hasMore
        self.isWaiting = isWaiting
    }
}
