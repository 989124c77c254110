import Contracts
package import IngestDomain
import Postgres
import Primitives

extension PostgresIncidentDesk {
    package func merge(
        _ id: IncidentID, into target: IncidentID, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try await locked(id, responder, precondition) { incident, connection -> Result<Void, IncidentDeskError> in
            guard incident.standing.state != .merged else {
                return .failure(.conflict(IncidentConflict.merged(into: incident.standing.mergedInto).explanation))
            }
            guard target != id, let other = try await LockedIncident.read(target, on: connection), other.cluster == incident.cluster else {
                return .failure(.invalid([FieldError(field: "into", message: "must be another incident of the same cluster")]))
            }
            switch other.standing.state {
            case .open, .acknowledged: break
            case .resolved: return .failure(.conflict("The other incident is resolved: reopen it first."))
            case .merged:
                return .failure(.conflict("The other incident: \(IncidentConflict.merged(into: other.standing.mergedInto).explanation)"))
            }
            try await Separations.remove(id, target, on: connection)
            try await MergeIncidents(
                merge: CausalMerge(survivor: target, absorbed: [id]), cluster: incident.cluster, now: clock.now, actor: responder.name
            ).write(on: connection)
            return .success(())
        }
    }
}
