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
        snapshot.traces = signals.traces
        snapshot.logs += signals.logs
        snapshot.gaps = signals.gaps
        capabilities.prometheus = signals.prometheus
        capabilities.tempo = signals.tempo
        capabilities.loki = signals.loki
        warnings += signals.warnings
        for (stage, duration) in signals.timings { stopwatch.record(stage, duration) }
    }
}
