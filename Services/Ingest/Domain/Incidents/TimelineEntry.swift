package import Primitives

/// One thing that happened to an incident.
package struct TimelineEntry: Codable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case opened
        case alertJoined = "alert_joined"
        case alertResolved = "alert_resolved"
        case reopened
        case resolved
        case analysisStored = "analysis_stored"
        /// The last attempt at an analysis failed: it waits for a person.
        case analysisFailed = "analysis_failed"
        /// Another incident with the same cause was merged into this one.
        case absorbed
        /// This incident was merged into another.
        case merged
        case summarized
    }

    package var at: Timestamp
    package var kind: Kind
    /// A sentence.
    package var text: String
    /// The alert that it is about.
    package var fingerprint: String?
    /// The other incident of a merge.
    package var related: IncidentID?

    package init(at: Timestamp, kind: Kind, text: String, fingerprint: String? = nil, related: IncidentID? = nil) {
        self.at = at
        self.kind = kind
        self.text = text
        self.fingerprint = fingerprint
        self.related = related
    }
}
