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

    let outcomes: Family<Labels, Counter>
    let jobs: Family<State, Gauge>

    package init(registry: MetricsRegistry) {
        outcomes = registry.counter("whence_jobs_total", help: "Jobs that this replica worked on, by what became of them.", labels: Labels.self)
        jobs = registry.gauge("whence_jobs", help: "Jobs by state, those of all replicas.", labels: State.self)
    }

    func set(_ depth: QueueDepth) {
        jobs[State(state: .queued)].set(depth.queued)
        jobs[State(state: .running)].set(depth.running)
        jobs[State(state: .dead)].set(depth.dead)
    }
}

extension ClaimedJob {
    var kind: JobKind {
        switch request {
        case .analyze: .analyze
        case .summarize: .summarize
        }
    }
}
