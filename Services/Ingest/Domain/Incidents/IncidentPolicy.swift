/// What decides which alerts belong together, and for how long.
package struct IncidentPolicy: Hashable, Sendable {
    /// An alert joins the open incident of its correlation key when that took its last alert at most so long ago.
    package var joinWindow: Duration = .seconds(12 * 3600)
    /// An incident resolves when all its alerts have been resolved for so long.
    package var holdTime: Duration = .seconds(300)
    /// An alert reopens the resolved incident of its correlation key when that was resolved at most so long ago.
    package var reopenWindow: Duration = .seconds(1800)
    /// An analysis answers for the repeats of its alert for so long; an episode that begins later is analysed anew.
    package var analysisLifetime: Duration = .seconds(6 * 3600)
    package var flapping = FlappingPolicy()
    package var correlation = CorrelationRules.standard

    package init() {}
}
