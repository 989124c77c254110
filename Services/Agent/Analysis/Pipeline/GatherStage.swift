import AgentDomain
import Contracts
import Kubernetes
import KubernetesModel
import Prometheus

/// The second stage: everything that the rules will look at, under one deadline.
struct GatherStage: Sendable {
    let cluster: ClusterSource
    let metrics: MetricsGatherer?
    let limits: GatherLimits

    func callAsFunction(_ alert: Alert, _ stopwatch: inout Stopwatch) async -> GatheredContext {
        let deadline = Deadline(in: limits.deadline)
        switch cluster {
        case .unavailable(let reason):
            var context = GatheredContext(snapshot: ClusterSnapshot(now: alert.startsAt), capabilities: Capabilities(), warnings: [])
            context.capabilities.k8sCore = .notConfigured
            context.capabilities.manifestRead = .notConfigured
            context.warnings.append("No Kubernetes cluster is configured: \(reason)")
            context.snapshot.failures.append(
                ReadFailure(verb: "list", resource: "pods", namespace: AlertLabels(alert).namespace, reason: .unavailable, message: reason))
            await addMetrics(to: &context, for: alert, plan: nil, &stopwatch)
            return context
        case .client(let client):
            return await gather(alert, ClusterGatherer(client: client, limits: limits), deadline, &stopwatch)
        }
    }

    private func gather(
        _ alert: Alert, _ gatherer: ClusterGatherer, _ deadline: Deadline, _ stopwatch: inout Stopwatch
    ) async -> GatheredContext {
        let (snapshot, tally) = await stopwatch.measure("gather_lists") { await gatherer.lists(for: alert, deadline: deadline) }
        var context = GatheredContext(snapshot: snapshot, capabilities: Capabilities(), warnings: [])
        context.capabilities.k8sCore = tally.core
        context.capabilities.manifestRead = tally.manifests
        context.capabilities.trafficPolicy = tally.trafficPolicy
        if tally.isBarren, let error = tally.representative {
            context.warnings.append("The Kubernetes API can't be read: \(error.reason): \(Redactor().redact(error.message))")
        }
        let index = ClusterIndex(snapshot)
        let plan = LogPlan(target: InvestigationTarget(alert: alert, index: index), index: index)
        async let logs = timed { await gatherer.logs(plan, deadline: deadline) }
        await addMetrics(to: &context, for: alert, plan: plan, &stopwatch)
        let ((read, failures), duration) = await logs
        stopwatch.record("gather_logs", duration)
        context.snapshot.logs = read
        context.snapshot.failures += failures
        if !failures.isEmpty, context.capabilities.k8sCore == .ok {
            context.capabilities.k8sCore = .degraded
        }
        return context
    }

    private func addMetrics(to context: inout GatheredContext, for alert: Alert, plan: LogPlan?, _ stopwatch: inout Stopwatch) async {
        guard let metrics else {
            context.capabilities.prometheus = .notConfigured
            return
        }
        let labels = AlertLabels(alert)
        var pods: [String] = []
        for pod in [labels.pod].compactMap(\.self) + (plan?.requests ?? []).filter({ $0.namespace == labels.namespace }).map(\.pod)
        where !pods.contains(pod) && pods.count < Self.maximumPods {
            pods.append(pod)
        }
        let queries = MetricQuery.all(for: alert, pods: pods, namespace: labels.namespace, claim: labels.persistentVolumeClaim)
        let now = context.snapshot.now
        let outcome = await stopwatch.measure("gather_metrics") { await metrics.gather(queries, now: now) }
        context.snapshot.metrics = outcome.series
        context.capabilities.prometheus = outcome.capability
        context.warnings += outcome.warnings
    }

    /// Keeps the expressions and the answers small.
    private static let maximumPods = 24

    private func timed<Value: Sendable>(_ work: @Sendable () async -> Value) async -> (Value, Duration) {
        let began = ContinuousClock.now
        return (await work(), ContinuousClock.now - began)
    }
}
