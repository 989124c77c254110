import Primitives

extension IntakePlan {
    /// Finds the incident of an alert that fires or did, or opens one.
    ///
    /// - Parameter isOpen: whether its episode still fires. One that doesn't belongs to its incident all the same, and neither keeps it open
    ///   nor reopens it: so it doesn't matter in what order a beginning and an end come in.
    mutating func place(
        _ number: Int, isOpen: Bool, _ sighting: Sighting, _ policy: IncidentPolicy, _ now: Timestamp, _ newID: () -> IncidentID
    ) -> IncidentID {
        let notice = notices[number]
        let isQuiet = sighting.isQuiet(at: now)
        let incident: IncidentID
        if let (holder, admission) = sighting.admission(policy, now, window: notice.correlation.joinWindow) {
            incident = holder.incident
            join(number, holder, isOpen: isOpen, reopens: isOpen && admission == .reopen, quietUntil: isQuiet ? sighting.flapsUntil : nil, now)
        } else {
            incident = open(number, isQuiet: isQuiet, sighting, newID)
        }
        if !isOpen { reviewed.insert(incident) }
        if !isQuiet, jobKeys.insert(JobKey(incident: incident, analysis: notice.alert.analysisKey)).inserted {
            jobs.append(Job(notice: number, incident: incident))
        }
        return incident
    }

    private mutating func join(
        _ number: Int, _ holder: KeyHolder, isOpen: Bool, reopens: Bool, quietUntil: Timestamp?, _ now: Timestamp
    ) {
        let id = holder.incident
        var wasFlapping = holder.flappingUntil.map { $0 > now } ?? false
        var wasReopened = false
        if isOpen || quietUntil != nil {
            let index = touch(id)
            wasFlapping = wasFlapping || touched[index].flapsUntil != nil
            wasReopened = touched[index].isReopened
            if isOpen {
                let severity = notices[number].alert.severity
                touched[index].severity = touched[index].severity?.max(severity) ?? severity
            }
            touched[index].isReopened = wasReopened || reopens
            touched[index].flapsUntil = touched[index].flapsUntil.later(quietUntil)
        }
        if quietUntil != nil {
            if !wasFlapping { tell(.flapping, of: id, number) }
        } else {
            tell(reopens && !wasReopened ? .reopened : .alertJoined, of: id, number)
        }
    }

    private mutating func touch(_ id: IncidentID) -> Int {
        if let index = touchedByID[id] { return index }
        touchedByID[id] = touched.count
        touched.append(TouchedIncident(id: id))
        return touched.count - 1
    }

    private mutating func open(_ number: Int, isQuiet: Bool, _ sighting: Sighting, _ newID: () -> IncidentID) -> IncidentID {
        let notice = notices[number]
        let until = isQuiet ? sighting.flapsUntil : nil
        let key = Key(cluster: notice.alert.cluster, key: notice.correlation.key)
        if let index = openedByKey[key] {
            let wasFlapping = opened[index].flapsUntil != nil
            opened[index].severity = opened[index].severity.max(notice.alert.severity)
            opened[index].flapsUntil = opened[index].flapsUntil.later(until)
            if !isQuiet {
                tell(.alertJoined, of: opened[index].id, number)
            } else if !wasFlapping {
                tell(.flapping, of: opened[index].id, number)
            }
            return opened[index].id
        }
        let id = newID()
        openedByKey[key] = opened.count
        opened.append(
            OpenedIncident(
                id: id, first: number, severity: notice.alert.severity, retires: sighting.holder?.opened, flapsUntil: until))
        tell(.opened, of: id, number)
        if isQuiet { tell(.flapping, of: id, number) }
        return id
    }

    /// One entry for all alerts of the round to which the same happened.
    mutating func tell(_ kind: TimelineEntry.Kind, of incident: IncidentID, _ number: Int) {
        let key = EntryKey(incident: incident, kind: kind)
        if let index = entries[key] {
            timeline[index].count += 1
        } else {
            entries[key] = timeline.count
            timeline.append(Entry(incident: incident, kind: kind, first: number, count: 1))
        }
    }
}

extension Sighting {
    /// The incident that takes the alert, and how: what a person chose before what the correlation key says.
    fileprivate func admission(
        _ policy: IncidentPolicy, _ now: Timestamp, window: Duration?
    ) -> (KeyHolder, IncidentPolicy.Admission)? {
        for case let holder? in [chosen, holder] {
            let admission = policy.admission(to: holder, at: now, window: window)
            if admission != .refuse { return (holder, admission) }
        }
        return nil
    }
}

extension Timestamp? {
    fileprivate func later(_ other: Timestamp?) -> Timestamp? {
        guard let self, let other else { return self ?? other }
        return Swift.max(self, other)
    }
}
