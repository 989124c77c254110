package import Primitives

/// What one round of notices changes, decided in one place: the store reads, asks for a plan, and writes it down.
package struct IntakePlan: Sendable {
    package struct NewEpisode: Sendable {
        package let notice: Notice
        package let incident: IncidentID?
        /// nil while it fires.
        package let endsAt: Timestamp?
        /// The start of the alert's episode before this one, which has ended if it hadn't yet.
        package let supersedes: Timestamp?
    }

    package struct OpenedIncident: Sendable {
        package let id: IncidentID
        package let first: IncomingAlert
        package fileprivate(set) var severity: Severity
        /// The incident that held the correlation key until now.
        package let retires: IncidentID?
    }

    package struct JoinedIncident: Sendable {
        package let id: IncidentID
        package fileprivate(set) var severity: Severity
        package let isReopened: Bool
    }

    package struct Entry: Sendable {
        package let cluster: String
        package let incident: IncidentID
        package let kind: TimelineEntry.Kind
        package let alert: IncomingAlert
    }

    package struct Job: Sendable {
        package let incident: IncidentID
        package let alert: IncomingAlert
    }

    package private(set) var episodes: [NewEpisode] = []
    package private(set) var opened: [OpenedIncident] = []
    package private(set) var joined: [JoinedIncident] = []
    package private(set) var timeline: [Entry] = []
    /// One an analysis key and incident; those that exist already are left out by the store.
    package private(set) var jobs: [Job] = []
    /// Incidents of which an alert ended: their severity and their end are to be worked out anew.
    package private(set) var ended: Set<IncidentID> = []
    /// The incident of each notice.
    package private(set) var incidents: [IncidentID?] = []

    /// Whether there is nothing to write beyond the counters.
    package var isEmpty: Bool { episodes.isEmpty && timeline.isEmpty && ended.isEmpty }

    private struct Key: Hashable {
        let cluster: String
        let key: CorrelationKey
    }

    private struct JobKey: Hashable {
        let incident: IncidentID
        let analysis: AnalysisKey
    }

    private var openedByKey: [Key: Int] = [:]
    private var joinedByID: [IncidentID: Int] = [:]
    private var jobKeys: Set<JobKey> = []

    /// - Parameters:
    ///   - recognitions: one for each notice.
    ///   - newID: makes the id of an incident; called in the order of the notices.
    package init(
        _ notices: [Notice], _ recognitions: [Recognition], policy: IncidentPolicy, now: Timestamp, newID: () -> IncidentID
    ) {
        incidents.reserveCapacity(notices.count)
        for (notice, recognition) in zip(notices, recognitions) {
            switch recognition {
            case .known(let incident, let ended):
                incidents.append(incident)
                if ended, let incident { end(notice, of: incident) }
            case .unknown(let latestStart, let holder):
                incidents.append(add(notice, latestStart, holder, policy, now, newID))
            }
        }
    }

    private mutating func end(_ notice: Notice, of incident: IncidentID) {
        ended.insert(incident)
        timeline.append(Entry(cluster: notice.alert.cluster, incident: incident, kind: .alertResolved, alert: notice.alert))
    }

    private mutating func add(
        _ notice: Notice, _ latestStart: Timestamp?, _ holder: KeyHolder?, _ policy: IncidentPolicy, _ now: Timestamp, _ newID: () -> IncidentID
    ) -> IncidentID? {
        if let latestStart, latestStart > notice.startsAt {
            // Late news of an episode that another one has followed: it is over, and whatever it began is begun.
            episodes.append(NewEpisode(notice: notice, incident: nil, endsAt: notice.endsAt ?? latestStart, supersedes: nil))
            return nil
        }
        guard notice.isFiring else {
            episodes.append(NewEpisode(notice: notice, incident: nil, endsAt: notice.endsAt, supersedes: latestStart))
            return nil
        }
        let incident = place(notice.alert, holder, policy, now, newID)
        episodes.append(NewEpisode(notice: notice, incident: incident, endsAt: nil, supersedes: latestStart))
        if jobKeys.insert(JobKey(incident: incident, analysis: notice.alert.analysisKey)).inserted {
            jobs.append(Job(incident: incident, alert: notice.alert))
        }
        return incident
    }

    /// Finds the incident of an alert that fires, or opens one.
    private mutating func place(
        _ alert: IncomingAlert, _ holder: KeyHolder?, _ policy: IncidentPolicy, _ now: Timestamp, _ newID: () -> IncidentID
    ) -> IncidentID {
        if let holder {
            let admission = policy.admission(to: holder, at: now)
            if admission != .refuse {
                join(holder.incident, alert, isReopened: admission == .reopen)
                return holder.incident
            }
        }
        let key = Key(cluster: alert.cluster, key: alert.correlationKey)
        if let index = openedByKey[key] {
            opened[index].severity = opened[index].severity.max(alert.severity)
            timeline.append(Entry(cluster: alert.cluster, incident: opened[index].id, kind: .alertJoined, alert: alert))
            return opened[index].id
        }
        let id = newID()
        openedByKey[key] = opened.count
        opened.append(OpenedIncident(id: id, first: alert, severity: alert.severity, retires: holder?.opened))
        timeline.append(Entry(cluster: alert.cluster, incident: id, kind: .opened, alert: alert))
        return id
    }

    private mutating func join(_ incident: IncidentID, _ alert: IncomingAlert, isReopened: Bool) {
        if let index = joinedByID[incident] {
            joined[index].severity = joined[index].severity.max(alert.severity)
        } else {
            joinedByID[incident] = joined.count
            joined.append(JoinedIncident(id: incident, severity: alert.severity, isReopened: isReopened))
            if isReopened {
                timeline.append(Entry(cluster: alert.cluster, incident: incident, kind: .reopened, alert: alert))
                return
            }
        }
        timeline.append(Entry(cluster: alert.cluster, incident: incident, kind: .alertJoined, alert: alert))
    }
}
