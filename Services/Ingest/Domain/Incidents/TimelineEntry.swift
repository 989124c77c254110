package import Primitives

/// One thing that happened to an incident.
package struct TimelineEntry: Codable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case opened
        case alertJoined = "alert_joined"
        case alertResolved = "alert_resolved"
        /// Nothing was heard of the alert before its expiry.
        case alertExpired = "alert_expired"
        case reopened
        /// An alert comes and goes so often that it is no longer told each time.
        case flapping
        /// No alert flaps any more.
        case stable
        case resolved
        case analysisStored = "analysis_stored"
        /// The last attempt at an analysis failed: it waits for a person.
        case analysisFailed = "analysis_failed"
        /// An analysis didn't come in time: its job waits still, or runs.
        case analysisOverdue = "analysis_overdue"
        /// A person asked for a failed one again, or decided that it isn't needed.
        case analysisReplayed = "analysis_replayed"
        case analysisDiscarded = "analysis_discarded"
        /// Another incident with the same cause was merged into this one.
        case absorbed
        /// This incident was merged into another.
        case merged
        case summarized

        // What people do; ``resolved``, ``reopened``, ``merged`` and ``absorbed`` are theirs where they have an actor.
        case acknowledged
        case assigned
        case commented
        case retitled
        case severityChanged = "severity_changed"
        case resolutionChanged = "resolution_changed"
        case hidden
        case unhidden
        /// Alerts of this incident were made an incident of their own.
        case split
        /// This incident is what was split off another.
        case splitOff = "split_off"
        case alertsMovedAway = "alerts_moved_away"
        case alertsMovedHere = "alerts_moved_here"
        case feedback
    }

    package var at: Timestamp
    package var kind: Kind
    /// Who did it; nil for the system.
    package var actor: String?
    /// A sentence.
    package var text: String
    /// The alert that it is about.
    package var fingerprint: String?
    /// The other incident of a merge, a split or a move.
    package var related: IncidentID?
    /// What was changed, before and after; nil where there was nothing, or is nothing now.
    package var from: String?
    package var to: String?

    package init(
        at: Timestamp, kind: Kind, actor: String? = nil, text: String, fingerprint: String? = nil, related: IncidentID? = nil,
        from: String? = nil, to: String? = nil
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.text = text
        self.fingerprint = fingerprint
        self.related = related
        self.from = from
        self.to = to
    }
}
