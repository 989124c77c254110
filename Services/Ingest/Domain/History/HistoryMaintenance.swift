/// Keeps history in its bounds. Any replica may do it at any time; one at a time does.
package protocol HistoryMaintenance: Sendable {
    /// Makes the partitions that will be needed.
    func prepare() async throws(IntakeError) -> HistoryReport

    /// Makes partitions, and removes what is past its retention. Nothing of an active incident goes.
    ///
    /// - Parameter isThorough: also looks through all alerts for those without an episode, which otherwise happens when a partition was dropped.
    func maintain(isThorough: Bool) async throws(IntakeError) -> HistoryReport
}

/// What one pass did.
package struct HistoryReport: Hashable, Sendable {
    /// Names of tables.
    package var created: [String] = []
    package var dropped: [String] = []
    /// Tables that were in use for too long to be changed: the next pass tries again.
    package var postponed: [String] = []
    package var removedIncidents = 0
    package var removedAlerts = 0
    /// Rows of a dropped partition that were moved, because their incident is kept.
    package var keptRows = 0
    /// Another replica was at it.
    package var wasBusy = false

    package init() {}

    package var isEmpty: Bool { self == HistoryReport() }
}
