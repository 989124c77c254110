package import Contracts
package import Primitives

/// The work that intake leaves for later: analyses and summaries.
///
/// Any number of workers on any number of replicas may use it at once. A job is done at least once and its result stored exactly once.
package protocol JobQueue: Sendable {
    /// Takes up to `limit` jobs that are due, in the order of ``QueuePolicy/precedence``, jobs whose lease has lapsed among them;
    /// fewer where all replicas together would run more than ``QueuePolicy/concurrency``. Doesn't wait for jobs to come.
    ///
    /// - Parameters:
    ///   - worker: names the replica, for people who look at the table.
    ///   - lease: for how long no other worker gets them.
    func claim(limit: Int, worker: String, lease: Duration) async throws(IntakeError) -> [ClaimedJob]

    /// Extends a lease.
    /// - Returns: nil where it was lost: stop the work, another worker has it.
    func renew(_ lease: Lease, by duration: Duration) async throws(IntakeError) -> Lease?

    /// Stores what the agent found, finishes the job, and lets incidents with one cause become one.
    func complete(_ lease: Lease, with response: AnalyzeResponse) async throws(IntakeError) -> JobOutcome

    /// Stores an incident's summary and finishes the job.
    func complete(_ lease: Lease, with response: SummarizeIncidentResponse) async throws(IntakeError) -> JobOutcome

    /// Puts the job back for a later attempt (``RetryPolicy`` says when), or keeps it as dead after the last one.
    func fail(_ lease: Lease, error: JobFailure) async throws(IntakeError) -> JobOutcome

    /// Gives the job back untouched: the attempt doesn't count.
    ///
    /// - Parameters:
    ///   - hold: what it waits for from now on; nil on shutdown, when another worker may take it at once.
    ///   - delay: for how long nobody is to take it.
    func release(_ lease: Lease, for hold: JobHold?, notBefore delay: Duration) async throws(IntakeError)

    /// How many jobs wait and run, and of each priority, whether or not anything waits: for metrics, and cheap however many there are.
    func numbers() async throws(IntakeError) -> (depth: QueueDepth, lanes: [QueueLane])

    /// Tells people and other replicas how this one finds the agent.
    func report(_ circuit: AgentCircuit) async throws(IntakeError)
}

package enum JobOutcome: Hashable, Sendable {
    case done
    /// It will be tried again at this time.
    case retry(at: Timestamp)
    case dead
    /// Another worker took it over: nothing was stored.
    case leaseLost
}

/// Why an attempt failed.
package struct JobFailure: Error, Hashable, Sendable {
    /// Kept with the job and shown: without secrets.
    package let message: String
    /// false where another attempt must end the same way (the agent answered 400).
    package let isRetryable: Bool
    /// What the agent asked for (`Retry-After`), where it did.
    package let retryAfter: Duration?

    package init(message: String, isRetryable: Bool = true, retryAfter: Duration? = nil) {
        self.message = message
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
    }
}

package struct QueueDepth: Hashable, Sendable {
    /// Counted up to ``exactLimit``, estimated beyond; so are the dead. Of one cluster nothing is estimated: the limit means "or more".
    package var queued: Int
    package var running: Int
    package var dead: Int
    /// For how long the job that waits longest has been due.
    package var longestWait: Duration?

    package static let exactLimit = 10_000

    package init(queued: Int = 0, running: Int = 0, dead: Int = 0, longestWait: Duration? = nil) {
        self.queued = queued
        self.running = running
        self.dead = dead
        self.longestWait = longestWait
    }
}

/// The jobs of one priority that wait.
package struct QueueLane: Hashable, Sendable {
    /// ``Severity/rank``
    package var priority: Int
    /// Counted up to ``QueueDepth/exactLimit``, which means "or more".
    package var queued: Int
    /// For how long the one that waits longest has been due.
    package var longestWait: Duration?

    package init(priority: Int, queued: Int = 0, longestWait: Duration? = nil) {
        self.priority = priority
        self.queued = queued
        self.longestWait = longestWait
    }
}
