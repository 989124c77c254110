import AgentDomain
import Contracts
import Primitives
import Telemetry

/// What metrics, traces and logs told of one target.
struct SignalOutcome: Sendable {
    var measurements: [Measurement] = []
    var series: [MetricSeries] = []
    /// How long the alert's rule waits; nil where Prometheus doesn't know the rule.
    var pending: Duration?
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
    let traces: TraceGatherer?
    let logs: LokiGatherer?

    /// - Parameters:
    ///   - scope: what is known from the alert's labels alone.
    ///   - full: what the cluster adds to it; must be handed over, whatever happens.
    func callAsFunction(_ scope: SignalScope, full: Handover<SignalScope>, deadline: Deadline) async -> SignalOutcome {
        async let measured = timed("gather_metrics", metrics != nil) { await measure(scope, full, deadline) }
        async let traced = timed("gather_traces", traces != nil) { await traces?.gather(await full.value, deadline: deadline) }
        async let read = timed("gather_loki", logs != nil) { await readLogs(scope, full, deadline) }
        var outcome = SignalOutcome()
        if case (let found?, let duration) = await measured { outcome.add(found, duration) }
        if case (let found?, let duration) = await traced { outcome.add(found, duration) }
        if case (let found?, let duration) = await read { outcome.add(found, duration) }
        return outcome
    }

    private func measure(_ scope: SignalScope, _ full: Handover<SignalScope>, _ deadline: Deadline) async -> MetricsGatherer.Outcome? {
        guard let metrics else { return nil }
        let knowledge = await metrics.knowledge(of: scope, deadline: deadline)
        return await metrics.gather(await full.value, knowledge, deadline: deadline)
    }

    private func readLogs(_ scope: SignalScope, _ full: Handover<SignalScope>, _ deadline: Deadline) async -> LokiGatherer.Outcome? {
        guard let logs else { return nil }
        let labelling = await logs.labelling(scope, deadline: deadline)
        return await logs.gather(await full.value, labelling, deadline: deadline)
    }

    /// - Parameter isConfigured: whether there is such a source to speak of.
    private func timed<Value: Sendable>(
        _ stage: String, _ isConfigured: Bool, _ work: @Sendable () async -> Value
    ) async -> (Value, Duration) {
        let began = ContinuousClock.now
        let value = if isConfigured { await withSpan(stage) { _ in await work() } } else { await work() }
        return (value, ContinuousClock.now - began)
    }
}

extension SignalOutcome {
    fileprivate mutating func add(_ found: MetricsGatherer.Outcome, _ duration: Duration) {
        measurements = found.measurements
        series = found.series
        pending = found.pending
        prometheus = found.capability
        gaps += found.gaps
        warnings += found.warnings
        timings["gather_metrics"] = duration
    }

    fileprivate mutating func add(_ found: TraceGatherer.Outcome, _ duration: Duration) {
        traces = found.traces
        tempo = found.capability
        gaps += found.gaps
        warnings += found.warnings
        timings["gather_traces"] = duration
    }

    fileprivate mutating func add(_ found: LokiGatherer.Outcome, _ duration: Duration) {
        logs = found.logs
        loki = found.capability
        gaps += found.gaps
        warnings += found.warnings
        timings["gather_loki"] = duration
    }
}
