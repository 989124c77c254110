import IngestDomain
package import Telemetry

/// What becomes of jobs, and how many there are.
package struct JobMetrics: Sendable {
    struct Labels: LabelSet {
        var kind: JobKind
        var outcome: String

        var pairs: KeyValuePairs<String, String> { ["kind": kind.rawValue, "outcome": outcome] }
    }

    struct State: LabelSet {
        var state: JobState
        var pairs: KeyValuePairs<String, String> { ["state": state.rawValue] }
    }

    /// An analysis has its alert's severity as priority; summaries, and alerts of no known severity, have none.
    struct Priority: LabelSet {
        var rank: Int
        var pairs: KeyValuePairs<String, String> { ["priority": Self.names.indices.contains(rank) ? Self.names[rank] : "\(rank)"] }

        private static let names = ["none", "info", "warning", "error", "critical"]
    }

    struct Circuit: LabelSet {
        var state: AgentCircuit.State
        var pairs: KeyValuePairs<String, String> { ["state": state.rawValue] }
    }

    let outcomes: Family<Labels, Counter>
    let jobs: Family<State, Gauge>
    let longestWait: Gauge
    let waiting: Family<Priority, Gauge>
    let longestWaits: Family<Priority, Gauge>
    let overdue: Counter
    let circuit: Family<Circuit, Gauge>

    package init(registry: MetricsRegistry) {
        outcomes = registry.counter("whence_jobs_total", help: "Jobs that this replica worked on, by what became of them.", labels: Labels.self)
        jobs = registry.gauge("whence_jobs", help: "Jobs by state, those of all replicas.", labels: State.self)
        longestWait = registry.gauge(
            "whence_jobs_longest_wait_seconds", help: "For how long the job that waits longest has been due, over all replicas; 0 where none is.")
        waiting = registry.gauge(
            "whence_jobs_waiting", help: "Jobs that wait, by priority; counted up to 10,000 of each.", labels: Priority.self)
        longestWaits = registry.gauge(
            "whence_jobs_waiting_longest_seconds", help: "The same as whence_jobs_longest_wait_seconds, by priority.", labels: Priority.self)
        overdue = registry.counter(
            "whence_analyses_overdue_total", help: "Incidents whose people this replica told that an analysis is overdue.")
        circuit = registry.gauge(
            "whence_agent_circuit", help: "1 for the state of this replica's circuit to the agent, 0 for the others.", labels: Circuit.self)
        set(AgentCircuit.State.closed)
    }

    func set(_ state: AgentCircuit.State) {
        for one in AgentCircuit.State.allCases { circuit[Circuit(state: one)].set(one == state ? 1 : 0) }
    }

    func set(_ depth: QueueDepth) {
        jobs[State(state: .queued)].set(depth.queued)
        jobs[State(state: .running)].set(depth.running)
        jobs[State(state: .dead)].set(depth.dead)
        longestWait.set(depth.longestWait.map { Int($0.components.seconds) } ?? 0)
    }

    func set(_ lanes: [QueueLane]) {
        for lane in lanes {
            waiting[Priority(rank: lane.priority)].set(lane.queued)
            longestWaits[Priority(rank: lane.priority)].set(lane.longestWait.map { Int($0.components.seconds) } ?? 0)
        }
    }
}

extension ClaimedJob {
    var kind: JobKind {
        switch request {
        case .analyze: .analyze
        case .summarize: .summarize
        case .unreadable(let kind, _): kind
        }
    }
}
