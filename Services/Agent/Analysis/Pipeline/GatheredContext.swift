package import AgentDomain
package import Contracts

/// All that was read for one analysis, and what that says of the sources.
package struct GatheredContext: Sendable {
    package var snapshot: ClusterSnapshot
    package var capabilities: Capabilities
    package var warnings: [String]
}

extension GatheredContext {
    /// Adds what the sources beside the cluster told.
    mutating func add(_ signals: SignalOutcome, _ stopwatch: inout Stopwatch) {
        snapshot.measurements = signals.measurements
        snapshot.metrics = signals.series
        snapshot.alertPending = signals.pending
        snapshot.traces = signals.traces
        // What Kubernetes still has is the same lines, and exact; Loki has those of pods that are gone.
        let read = Set(snapshot.logs.filter { !$0.lines.isEmpty }.map { [$0.namespace, $0.pod, $0.container] })
        snapshot.logs += signals.logs.filter { !read.contains([$0.namespace, $0.pod, $0.container]) }
        snapshot.gaps = signals.gaps
        capabilities.prometheus = signals.prometheus
        capabilities.tempo = signals.tempo
        capabilities.loki = signals.loki
        warnings += signals.warnings
        for (stage, duration) in signals.timings { stopwatch.record(stage, duration) }
    }
}
