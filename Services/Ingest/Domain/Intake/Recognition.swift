package import Primitives

/// What the store knows of a notice's episode, before it writes anything new.
package enum Recognition: Hashable, Sendable {
    /// The episode is known: its counter was bumped.
    /// - Parameters:
    ///   - incident: nil where only its end was ever seen.
    ///   - ended: whether this notice ended it.
    case known(incident: IncidentID?, ended: Bool)
    /// Nobody has heard of this episode.
    /// - Parameters:
    ///   - latestStart: of the alert's newest episode; nil for an alert that never came before.
    ///   - holder: the latest incident of its correlation key.
    case unknown(latestStart: Timestamp?, holder: KeyHolder?)
}

/// The incident that an alert with its correlation key would join.
package struct KeyHolder: Hashable, Sendable {
    /// The incident that was opened for the key.
    package var opened: IncidentID
    /// The one that carries on for it: itself, or the one that it was merged into.
    package var incident: IncidentID
    package var state: IncidentState
    package var lastAlertAt: Timestamp
    package var resolvedAt: Timestamp?

    package init(opened: IncidentID, incident: IncidentID, state: IncidentState, lastAlertAt: Timestamp, resolvedAt: Timestamp? = nil) {
        self.opened = opened
        self.incident = incident
        self.state = state
        self.lastAlertAt = lastAlertAt
        self.resolvedAt = resolvedAt
    }
}

extension IncidentPolicy {
    package enum Admission: Hashable, Sendable {
        case join, reopen
        /// It is too long ago: the alert opens an incident of its own.
        case refuse
    }

    /// Whether an alert that comes at `now` belongs to the latest incident of its correlation key.
    package func admission(to holder: KeyHolder, at now: Timestamp) -> Admission {
        switch holder.state {
        case .open, .acknowledged:
            now - holder.lastAlertAt <= joinWindow ? .join : .refuse
        case .resolved:
            holder.resolvedAt.map { now - $0 <= reopenWindow } == true ? .reopen : .refuse
        case .merged:
            .refuse
        }
    }
}
