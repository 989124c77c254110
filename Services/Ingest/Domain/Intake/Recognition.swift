package import Primitives

/// What the store has to say about a notice before it is decided what becomes of it.
package struct Sighting: Hashable, Sendable {
    package var recognition = Recognition.new
    /// The latest incident of the notice's correlation key.
    package var holder: KeyHolder?
    /// The incident that a person has put the alert into.
    package var chosen: KeyHolder?
    /// Until when the alert counts as flapping, its new episode included.
    package var flapsUntil: Timestamp?

    package init(_ recognition: Recognition = .new, holder: KeyHolder? = nil, chosen: KeyHolder? = nil, flapsUntil: Timestamp? = nil) {
        self.recognition = recognition
        self.holder = holder
        self.chosen = chosen
        self.flapsUntil = flapsUntil
    }
}

/// What the store knows of a notice's episode.
package enum Recognition: Hashable, Sendable {
    /// It is stored, belongs to this incident, and nothing about it has changed; the notice was counted.
    case repeated(IncidentID)
    case known(KnownEpisode)
    /// Nobody has heard of this episode.
    case unknown(Neighbours)

    /// An alert that never came before.
    package static let new = Recognition.unknown(Neighbours())
}

/// An episode that is stored, of which something is to be decided; the notice was counted.
package struct KnownEpisode: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        case none
        /// The notice ended it.
        case ended
        /// It had ended by nothing but its expiry, and the notice says that it fires.
        case revived
    }

    /// By this it is stored, which need not be the notice's.
    package var startsAt: Timestamp
    /// nil where only its end was ever seen.
    package var incident: IncidentID?
    package var change: Change
    package var isFiring: Bool

    package init(startsAt: Timestamp, incident: IncidentID?, change: Change, isFiring: Bool) {
        self.startsAt = startsAt
        self.incident = incident
        self.change = change
        self.isFiring = isFiring
    }
}

/// The episodes before and after one that is new.
package struct Neighbours: Hashable, Sendable {
    /// The start of the alert's last episode before it.
    package var previous: Timestamp?
    /// The start of its first one after it: then what comes now is late news.
    package var next: Timestamp?
    /// Whether the store has taken down already what this notice says of its alert.
    package var isAlertStored: Bool

    package init(previous: Timestamp? = nil, next: Timestamp? = nil, isAlertStored: Bool = false) {
        self.previous = previous
        self.next = next
        self.isAlertStored = isAlertStored
    }
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
    package var flappingUntil: Timestamp?

    package init(
        opened: IncidentID, incident: IncidentID, state: IncidentState, lastAlertAt: Timestamp, resolvedAt: Timestamp? = nil,
        flappingUntil: Timestamp? = nil
    ) {
        self.opened = opened
        self.incident = incident
        self.state = state
        self.lastAlertAt = lastAlertAt
        self.resolvedAt = resolvedAt
        self.flappingUntil = flappingUntil
    }
}

extension IncidentPolicy {
    package enum Admission: Hashable, Sendable {
        case join, reopen
        /// It is too long ago: the alert opens an incident of its own.
        case refuse
    }

    /// Whether an alert that comes at `now` belongs to the latest incident of its correlation key.
    ///
    /// - Parameter window: the correlation rule's own, where it has one.
    package func admission(to holder: KeyHolder, at now: Timestamp, window: Duration? = nil) -> Admission {
        switch holder.state {
        case .open, .acknowledged:
            now - holder.lastAlertAt <= window ?? joinWindow ? .join : .refuse
        case .resolved:
            holder.resolvedAt.map { now - $0 <= reopenWindow } == true ? .reopen : .refuse
        case .merged:
            .refuse
        }
    }
}
