/// What has to happen as time passes. Any replica may do it at any time; run it every second or so.
package protocol Housekeeping: Sendable {
    /// Resolves the incidents whose alerts have all been resolved for the hold time, kills jobs that died with
    /// their workers too often, and tells of analyses that don't come.
    func sweep() async throws(IntakeError) -> SweepReport
}

package struct SweepReport: Hashable, Sendable {
    package var resolvedIncidents: [IncidentID]
    package var deadJobs: [JobID]
    /// Those whose people were told that an analysis is overdue.
    package var overdueIncidents: [IncidentID]

    package init(resolvedIncidents: [IncidentID] = [], deadJobs: [JobID] = [], overdueIncidents: [IncidentID] = []) {
        self.resolvedIncidents = resolvedIncidents
        self.deadJobs = deadJobs
        self.overdueIncidents = overdueIncidents
    }

    package var isEmpty: Bool { resolvedIncidents.isEmpty && deadJobs.isEmpty && overdueIncidents.isEmpty }
}

/// The channels of `NOTIFY`. A notification is a hint to look again and carries no state: whoever misses one finds out by polling.
package enum Channel {
    /// Jobs were enqueued.
    package static let jobs = "whence_jobs"
    /// Incidents changed. The payload is an incident's id, or empty where several did.
    package static let incidents = "whence_incidents"
    /// Tokens were created, changed or revoked. Sent by the table's own trigger.
    package static let tokens = "whence_tokens"
}
