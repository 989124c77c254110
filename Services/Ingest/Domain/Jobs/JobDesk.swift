package import Primitives

/// What people do with the queue.
package protocol JobDesk: Sendable {
    /// Jobs whose last attempt failed, the newest first.
    func deadLetters(_ page: Page<JobID>, in scope: ClusterScope) async throws(IntakeError) -> Paged<DeadLetter, JobID>

    /// Gives a dead job all its attempts again, from now on.
    /// - Parameter actor: as the timeline shows it.
    func replay(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision

    /// The same for many, the oldest first.
    func replayAll(limit: Int, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> ReplayReceipt

    /// Decides that a dead job isn't needed any more.
    func discard(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision

    /// The queue at a glance: the jobs that may be seen, and the agents, which all clusters share.
    func overview(in scope: ClusterScope) async throws(IntakeError) -> QueueOverview
}

package enum JobDecision: Hashable, Sendable {
    case taken
    /// It is in another state, and stays as it is.
    case notDead(JobState)
    case notFound
}

package struct DeadLetter: Codable, Sendable {
    package var id: JobID
    package var kind: JobKind
    package var incidentID: IncidentID
    package var cluster: String
    package var alertName: String
    package var subject: String
    package var attempts: Int
    package var createdAt: Timestamp
    package var diedAt: Timestamp?
    package var error: String?

    package init(
        id: JobID, kind: JobKind, incidentID: IncidentID, cluster: String, alertName: String, subject: String, attempts: Int,
        createdAt: Timestamp, diedAt: Timestamp?, error: String?
    ) {
        self.id = id
        self.kind = kind
        self.incidentID = incidentID
        self.cluster = cluster
        self.alertName = alertName
        self.subject = subject
        self.attempts = attempts
        self.createdAt = createdAt
        self.diedAt = diedAt
        self.error = error
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, cluster, subject, attempts, error
        case incidentID = "incident_id"
        case alertName = "alert_name"
        case createdAt = "created_at"
        case diedAt = "died_at"
    }
}

package struct ReplayReceipt: Codable, Hashable, Sendable {
    /// Of one call: a larger pile takes several, and each stays short.
    package static let maximumLimit = 1_000

    package var replayed: Int
    /// Whether dead letters are left.
    package var more: Bool

    package init(replayed: Int, more: Bool) {
        self.replayed = replayed
        self.more = more
    }
}

package struct QueueOverview: Codable, Sendable {
    package var queued: Int
    package var running: Int
    package var dead: Int
    /// Jobs that may run at once over all replicas.
    package var concurrency: Int
    /// For how long the job that waits longest has been due; nil where none is.
    package var longestWaitSeconds: Double?
    /// How each replica that was heard of lately finds the agent.
    package var agents: [AgentCircuit]

    package init(depth: QueueDepth, concurrency: Int, agents: [AgentCircuit]) {
        queued = depth.queued
        running = depth.running
        dead = depth.dead
        self.concurrency = concurrency
        longestWaitSeconds = depth.longestWait.map { $0 / .seconds(1) }
        self.agents = agents
    }

    private enum CodingKeys: String, CodingKey {
        case queued, running, dead, concurrency, agents
        case longestWaitSeconds = "longest_wait_seconds"
    }
}
