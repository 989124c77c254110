package import Primitives

/// What one round of notices changes, decided in one place: the store looks, asks for a plan, and writes it down.
///
/// Everything in it refers to notices by their place in ``notices``.
package struct IntakePlan: Sendable {
    package let notices: [Notice]
    /// The incident of each notice; nil for one of which only the end was ever seen.
    package internal(set) var incidents: [IncidentID?] = []
    package internal(set) var outcomes: [Outcome] = []

    package internal(set) var episodes: [NewEpisode] = []
    package internal(set) var attached: [Attachment] = []
    package internal(set) var opened: [OpenedIncident] = []
    package internal(set) var touched: [TouchedIncident] = []
    package internal(set) var timeline: [Entry] = []
    /// One an analysis key and incident; those that have an analysis already are left out by the store.
    package internal(set) var jobs: [Job] = []
    /// Incidents of which an alert ended: their severity and their end are to be worked out anew.
    package internal(set) var reviewed: Set<IncidentID> = []

    var openedByKey: [Key: Int] = [:]
    var touchedByID: [IncidentID: Int] = [:]
    var entries: [EntryKey: Int] = [:]
    var jobKeys: Set<JobKey> = []

    /// Whether there is nothing to write beyond what looking has counted.
    package var isEmpty: Bool { episodes.isEmpty && attached.isEmpty && touched.isEmpty && timeline.isEmpty && reviewed.isEmpty }

    /// - Parameters:
    ///   - sightings: one for each notice.
    ///   - newID: makes the id of an incident; called in the order of the notices.
    package init(_ notices: [Notice], _ sightings: [Sighting], policy: IncidentPolicy, now: Timestamp, newID: () -> IncidentID) {
        self.notices = notices
        incidents.reserveCapacity(notices.count)
        outcomes.reserveCapacity(notices.count)
        for (number, sighting) in zip(notices.indices, sightings) {
            switch sighting.recognition {
            case .repeated(let incident):
                incidents.append(incident)
                outcomes.append(.repeated)
            case .known(let episode): take(number, episode, sighting, policy, now, newID)
            case .unknown(let neighbours): begin(number, neighbours, sighting, policy, now, newID)
            }
        }
    }

    private mutating func take(
        _ number: Int, _ episode: KnownEpisode, _ sighting: Sighting, _ policy: IncidentPolicy, _ now: Timestamp, _ newID: () -> IncidentID
    ) {
        var incident = episode.incident
        // Only its end was known so far, or it was believed to be over: now it has to belong somewhere.
        if notices[number].isFiring, incident == nil || episode.change == .revived {
            let place = self.place(number, isOpen: episode.isFiring, sighting, policy, now, newID)
            if place != incident { attached.append(Attachment(notice: number, startsAt: episode.startsAt, incident: place)) }
            incident = place
        }
        if episode.change == .ended, let incident { end(number, incident, isQuiet: sighting.isQuiet(at: now)) }
        incidents.append(incident)
        outcomes.append(episode.change == .ended ? .ended : .repeated)
    }

    private mutating func begin(
        _ number: Int, _ neighbours: Neighbours, _ sighting: Sighting, _ policy: IncidentPolicy, _ now: Timestamp, _ newID: () -> IncidentID
    ) {
        let notice = notices[number]
        // Late news: another episode has followed this one, so it is over.
        let end = notice.endsAt ?? neighbours.next
        var incident: IncidentID?
        if notice.isFiring {
            let place = self.place(number, isOpen: end == nil, sighting, policy, now, newID)
            if notice.endsAt != nil { self.end(number, place, isQuiet: sighting.isQuiet(at: now)) }
            incident = place
        }
        episodes.append(
            NewEpisode(
                notice: number, incident: incident, endsAt: end, isEndPresumed: notice.endsAt == nil && end != nil,
                previous: neighbours.previous, isAlertStored: neighbours.isAlertStored))
        incidents.append(incident)
        outcomes.append(notice.isFiring && notice.endsAt != nil ? .begunAndEnded : .begun)
    }

    private mutating func end(_ number: Int, _ incident: IncidentID, isQuiet: Bool) {
        reviewed.insert(incident)
        if !isQuiet { tell(.alertResolved, of: incident, number) }
    }
}

extension Sighting {
    /// Whether nothing is told and nothing analysed for now.
    func isQuiet(at now: Timestamp) -> Bool {
        flapsUntil.map { $0 > now } ?? false
    }
}
