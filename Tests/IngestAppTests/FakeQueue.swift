import Contracts
import IngestDomain
import Primitives
import Synchronization

/// A queue in memory that remembers what became of its jobs.
final class FakeQueue: JobQueue {
    enum Event: Hashable, Sendable {
        case done(JobID)
        case failed(JobID, JobFailure)
        case released(JobID, JobHold?, Duration)
    }

    private struct State {
        var waiting: [ClaimedJob]
        var events: [Event] = []
        var renewals = 0
        var claims: [Int] = []
        var circuits: [AgentCircuit] = []
        var completionFailures: Int
    }

    private let state: Mutex<State>
    /// Whether a renewal finds that another worker has the job.
    private let losesLeases: Bool
    private let changes = AsyncStream<Void>.makeStream()

    /// - Parameter completionFailures: How often the database is away when an answer is to be stored.
    init(_ jobs: [ClaimedJob], losesLeases: Bool = false, completionFailures: Int = 0) {
        state = Mutex(State(waiting: jobs, completionFailures: completionFailures))
        self.losesLeases = losesLeases
    }

    var events: [Event] { state.withLock { $0.events } }
    var renewals: Int { state.withLock { $0.renewals } }
    /// How many jobs each claim asked for.
    var claims: [Int] { state.withLock { $0.claims } }

    /// What was reported, in order.
    var circuits: [AgentCircuit] { state.withLock { $0.circuits } }

    func add(_ job: ClaimedJob) {
        state.withLock { $0.waiting.append(job) }
    }

    func claim(limit: Int, worker: String, lease: Duration) async throws(IntakeError) -> [ClaimedJob] {
        state.withLock { state in
            state.claims.append(limit)
            let claimed = Array(state.waiting.prefix(limit))
            state.waiting.removeFirst(claimed.count)
            return claimed
        }
    }

    func renew(_ lease: Lease, by duration: Duration) async throws(IntakeError) -> Lease? {
        state.withLock { $0.renewals += 1 }
        return losesLeases ? nil : lease
    }

    func complete(_ lease: Lease, with response: AnalyzeResponse) async throws(IntakeError) -> JobOutcome {
        try complete(lease)
    }

    func complete(_ lease: Lease, with response: SummarizeIncidentResponse) async throws(IntakeError) -> JobOutcome {
        try complete(lease)
    }

    private func complete(_ lease: Lease) throws(IntakeError) -> JobOutcome {
        let fails = state.withLock { state in
            guard state.completionFailures == 0 else {
                state.completionFailures -= 1
                return true
            }
            state.events.append(.done(lease.job))
            return false
        }
        if fails { throw .unavailable(reason: "away", retryAfter: .seconds(1)) }
        return .done
    }

    func fail(_ lease: Lease, error: JobFailure) async throws(IntakeError) -> JobOutcome {
        state.withLock { $0.events.append(.failed(lease.job, error)) }
        return .dead
    }

    func release(_ lease: Lease, for hold: JobHold?, notBefore delay: Duration) async throws(IntakeError) {
        state.withLock { $0.events.append(.released(lease.job, hold, delay)) }
    }

    func report(_ circuit: AgentCircuit) async throws(IntakeError) {
        state.withLock { $0.circuits.append(circuit) }
    }

    func numbers() async throws(IntakeError) -> (depth: QueueDepth, lanes: [QueueLane]) { (QueueDepth(), []) }
}

extension ClaimedJob {
    static func analyze(_ number: Int64, attempt: Int = 1) -> ClaimedJob {
        let alert = Alert(status: .firing, labels: ["alertname": "A\(number)"], startsAt: Timestamp(microseconds: 0))
        return job(number, attempt, .analyze(AnalyzeRequest(alert: alert, threadTs: "1700.\(number)")))
    }

    static func summarize(_ number: Int64) -> ClaimedJob {
        job(
            number, 1,
            .summarize(
                SummarizeIncidentRequest(
                    incidentID: "i", title: "t", severity: "critical", firedAt: Timestamp(microseconds: 0), resolvedAt: nil, alerts: [])))
    }

    static func unreadable(_ number: Int64, _ failure: JobFailure) -> ClaimedJob {
        job(number, 1, .unreadable(.analyze, failure))
    }

    private static func job(_ number: Int64, _ attempt: Int, _ request: Request) -> ClaimedJob {
        ClaimedJob(
            lease: Lease(job: JobID(number), worker: "test", attempt: attempt, until: Timestamp(microseconds: 0)),
            incident: IncidentID(UUIDv7(milliseconds: 1, counter: 0, random: 0)), attempt: attempt, request: request)
    }
}
