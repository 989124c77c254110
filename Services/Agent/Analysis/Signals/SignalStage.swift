import AgentDomain
import Contracts
import Primitives

/// What metrics, traces and logs told of one target.
struct SignalOutcome: Sendable {
    var measurements: [Measurement] = []
    var series: [MetricSeries] = []
    var traces: [RequestTrace] = []
    var logs: [ContainerLog] = []
    var gaps: [SourceGap] = []
    var warnings: [String] = []
    var prometheus = CapabilityState.notConfigured
    var tempo = CapabilityState.notConfigured
    var loki = CapabilityState.notConfigured
    /// Milliseconds by stage.
    var timings: [String: Duration] = [:]
}

/// Asks the sources beside Kubernetes' API, all at once: each does what it can before the cluster has answered, and the rest after.
struct SignalStage: Sendable {
    let metrics: MetricsGatherer?

    /// - Parameters:
    ///   - scope: what is known from the alert's labels alone.
    ///   - full: what the cluster adds to it; must be handed over, whatever happens.
    func callAsFunction(_ scope: SignalScope, full: Handover<SignalScope>, deadline: Deadline) async -> SignalOutcome {
        async let measured = timed { await Self.measure(metrics, scope, full, deadline) }
        var outcome = SignalOutcome()
        let (found, duration) = await measured
        if let found {
            outcome.measurements = found.measurements
            outcome.series = found.series
            outcome.prometheus = found.capability
            outcome.gaps += found.gaps
            outcome.warnings += found.warnings
            outcome.timings["gather_metrics"] = duration
        }
        return outcome
    }

    private static func measure(
        _ metrics: MetricsGatherer?, _ scope: SignalScope, _ full: Handover<SignalScope>, _ deadline: Deadline
    ) async -> MetricsGatherer.Outcome? {
        guard let metrics else { return nil }
        let knowledge = await metrics.knowledge(of: scope, deadline: deadline)
        return await metrics.gather(await full.value, knowledge, deadline: deadline)
    }

    private func timed<Value: Sendable>(_ work: @Sendable () async -> Value) async -> (Value, Duration) {
        let began = ContinuousClock.now
        return (await work(), ContinuousClock.now - began)
    }
}
