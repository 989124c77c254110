import Contracts
package import IngestDomain
import Postgres
import Primitives

extension PostgresIncidentDesk {
    package func split(
        _ id: IncidentID, alerts: [String], title: String?, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) -> IncidentID {
        let new = IncidentID(ids.next())
        return try await locked(id, responder, precondition) { incident, connection -> Result<IncidentID, IncidentDeskError> in
            if let refusal = incident.standing.refusesAlerts { return .failure(refusal) }
            let relocation: Relocation
            switch try await self.relocation(of: alerts, in: id, on: connection) {
            case .success(let planned): relocation = planned
            case .failure(let error): return .failure(error)
            }
            let now = clock.now
            let move = RelocateAlerts(relocation: relocation, source: id, target: new, cluster: incident.cluster, now: now)
            try await move.moveJobs(on: connection)
            try await OpenSplitIncident(
                id: new, source: incident, relocation: relocation, chosenTitle: title, now: now
            ).write(on: connection)
            try await move.moveAlerts(on: connection)
            try await settle(incident, new, relocation, now, on: connection)
            try await PeopleTimeline.append(
                [
                    .init(incident: new, kind: .splitOff, about: incident.standing.shownTitle, related: id),
                    .init(incident: id, kind: .split, about: relocation.description, related: new),
                ], cluster: incident.cluster, actor: responder.name, now: now, on: connection)
            return .success(new)
        }
    }

    package func move(
        _ id: IncidentID, alerts: [String], to target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try await locked(id, responder, precondition) { incident, connection -> Result<Void, IncidentDeskError> in
            if let refusal = incident.standing.refusesAlerts { return .failure(refusal) }
            guard target != id, let other = try await LockedIncident.read(target, on: connection), other.cluster == incident.cluster else {
                return .failure(.invalid([FieldError(field: "to", message: "must be another incident of the same cluster")]))
            }
            if let refusal = other.standing.refusesAlerts { return .failure(refusal) }
            let relocation: Relocation
            switch try await self.relocation(of: alerts, in: id, on: connection) {
            case .success(let planned): relocation = planned
            case .failure(let error): return .failure(error)
            }
            let now = clock.now
            let move = RelocateAlerts(relocation: relocation, source: id, target: target, cluster: incident.cluster, now: now)
            try await move.moveJobs(on: connection)
            try await move.moveAlerts(on: connection)
            try await settle(incident, target, relocation, now, on: connection)
            try await PeopleTimeline.append(
                [
                    .init(incident: id, kind: .alertsMovedAway, about: relocation.description, related: target),
                    .init(incident: target, kind: .alertsMovedHere, about: relocation.description, related: id),
                ], cluster: incident.cluster, actor: responder.name, now: now, on: connection)
            return .success(())
        }
    }

    private func relocation(
        of fingerprints: [String], in id: IncidentID, on connection: PostgresConnection
    ) async throws(PostgresError) -> Result<Relocation, IncidentDeskError> {
        let all = try await RelocatedAlerts.of(id, correlation: policy.correlation, on: connection)
        do throws(Relocation.Refusal) {
            return .success(try Relocation(Set(fingerprints), of: all))
        } catch {
            switch error {
            case .unknown(let unknown):
                let names = unknown.prefix(5).joined(separator: ", ")
                return .failure(.invalid([FieldError(field: "alerts", message: "has fingerprints that are no alerts of this incident: \(names)")]))
            case .everything:
                return .failure(.conflict("These are all its alerts: merge the incident into another, or leave one."))
            }
        }
    }

    /// Both incidents as they are now: what they speak by, their severities, and whether they may resolve by themselves.
    private func settle(
        _ source: LockedIncident, _ target: IncidentID, _ relocation: Relocation, _ now: Timestamp, on connection: PostgresConnection
    ) async throws(PostgresError) {
        let targetAlerts = try await RelocatedAlerts.of(target, correlation: policy.correlation, on: connection)
            .sorted { $0.startsAt < $1.startsAt }
        for (incident, first) in [(source.id, relocation.remaining.first), (target, targetAlerts.first)] {
            guard let first else { continue }
            try await LeadAnalysis.refresh(incident, title: IncidentTitle.provisional(first), now: now, on: connection)
        }
        try await connection.execute(
            ReviewStatement(incidents: [source.id, target].sorted(), holdTime: policy.holdTime, now: now).query)
        try await connection.execute(
            """
            UPDATE incidents AS i SET last_alert_at = greatest(i.last_alert_at, other.last_alert_at)
            FROM incidents AS other
            WHERE i.id = \(target) AND other.id = \(source.id)
            """)
    }
}

extension IncidentStanding {
    /// Only what is being worked on can be taken apart or added to.
    fileprivate var refusesAlerts: IncidentDeskError? {
        switch state {
        case .open, .acknowledged: nil
        case .resolved: .conflict("An incident of these is resolved: reopen it first.")
        case .merged: .conflict(IncidentConflict.merged(into: mergedInto).explanation)
        }
    }
}
