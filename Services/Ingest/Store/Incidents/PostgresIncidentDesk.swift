package import IngestDomain
import Postgres
import Primitives

/// What people do with incidents, written to PostgreSQL.
package struct PostgresIncidentDesk: IncidentDesk {
    let database: Database
    let policy: IncidentPolicy
    let notifier: Notifier?
    let clock: WallClock
    let ids: UUIDv7Generator

    /// - Parameter notifier: tells other replicas; without one they find out by polling.
    init(database: Database, policy: IncidentPolicy, notifier: Notifier?, clock: WallClock, ids: UUIDv7Generator) {
        self.database = database
        self.policy = policy
        self.notifier = notifier
        self.clock = clock
        self.ids = ids
    }

    package func change(
        _ id: IncidentID, _ change: IncidentChange, by responder: Responder, if precondition: Precondition
    ) async throws(IncidentDeskError) {
        try await locked(id, responder, precondition) { incident, connection -> Result<Void, IncidentDeskError> in
            let revision: IncidentRevision
            do throws(IncidentConflict) {
                revision = try incident.standing.revised(by: change)
            } catch {
                return .failure(.conflict(error.explanation))
            }
            try await ReviseIncident(revision: revision, incident: incident, actor: responder.name, now: clock.now).write(on: connection)
            return .success(())
        }
    }

    /// Runs a change under the lock of the incident's cluster, on what the incident is then.
    ///
    /// Its cluster never changes, so that is read before. A refusal is a value, because the transaction has to end well all the same.
    func locked<Success: Sendable>(
        _ id: IncidentID, _ responder: Responder, _ precondition: Precondition,
        _ body: (LockedIncident, PostgresConnection) async throws -> Result<Success, IncidentDeskError>
    ) async throws(IncidentDeskError) -> Success {
        let result: Result<Success, IncidentDeskError>
        do throws(IntakeError) {
            result = try await database.transaction(retry: .never) { connection in
                guard let cluster = try await LockedIncident.cluster(of: id, on: connection), responder.scope.contains(cluster) else {
                    return .failure(.notFound)
                }
                try await ClusterLock.take([cluster], on: connection)
                guard let incident = try await LockedIncident.read(id, on: connection) else { return .failure(.notFound) }
                guard precondition.holds(for: incident.version) else { return .failure(.stale) }
                return try await body(incident, connection)
            }
        } catch {
            throw .intake(error)
        }
        let success = try result.get()
        notifier?.notify(jobs: true, incidents: true)
        return success
    }
}
