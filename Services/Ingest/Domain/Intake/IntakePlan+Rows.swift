package import Primitives

extension IntakePlan {
    /// What became of a notice.
    package enum Outcome: Hashable, Sendable {
        case begun, ended, repeated
        /// It told of the episode's beginning and of its end at once.
        case begunAndEnded
    }

    package struct NewEpisode: Sendable {
        package let notice: Int
        package let incident: IncidentID?
        /// nil while it fires.
        package let endsAt: Timestamp?
        /// Whether nobody told this end.
        package let isEndPresumed: Bool
        /// The start of the alert's episode before this one, which has ended if it hadn't yet.
        package let previous: Timestamp?
        /// Whether the alert's row says already what the notice says.
        package let isAlertStored: Bool
    }

    /// A known episode that belongs to an incident from now on.
    package struct Attachment: Sendable {
        package let notice: Int
        package let startsAt: Timestamp
        package let incident: IncidentID
    }

    package struct OpenedIncident: Sendable {
        package let id: IncidentID
        /// The notice that opened it.
        package let first: Int
        package internal(set) var severity: Severity
        /// The incident that held the correlation key until now.
        package let retires: IncidentID?
        package internal(set) var flapsUntil: Timestamp?
    }

    /// An incident that was there and looks different now.
    package struct TouchedIncident: Sendable {
        package let id: IncidentID
        /// The highest of the alerts that fire and have joined it; nil where none did.
        package internal(set) var severity: Severity?
        package internal(set) var isReopened = false
        package internal(set) var flapsUntil: Timestamp?
    }

    package struct Entry: Sendable {
        package let incident: IncidentID
        package let kind: TimelineEntry.Kind
        /// The first alert that it is about.
        package let first: Int
        /// How many alerts it is about.
        package internal(set) var count: Int
    }

    package struct Job: Sendable {
        package let notice: Int
        package let incident: IncidentID
    }

    struct Key: Hashable {
        let cluster: String
        let key: CorrelationKey
    }

    struct EntryKey: Hashable {
        let incident: IncidentID
        let kind: TimelineEntry.Kind
    }

    struct JobKey: Hashable {
        let incident: IncidentID
        let analysis: AnalysisKey
    }
}
