import AgentDomain
import Contracts
import Kubernetes
import KubernetesModel

/// The second stage: everything that the rules will look at, under one deadline.
///
/// The cluster, and the sources beside it, are read side by side; those wait only for what they need of the cluster's lists.
struct GatherStage: Sendable {
    let cluster: ClusterSource
    let signals: SignalStage
    let limits: GatherLimits

    func callAsFunction(_ alert: Alert, _ stopwatch: inout Stopwatch) async -> GatheredContext {
        let deadline = Deadline(in: limits.deadline)
        let labelled = SignalScope(
            alert: alert, window: SignalWindow(AlertTime(startsAt: alert.startsAt, now: alert.startsAt), lookback: limits.metricsWindow))
        let full = Handover<SignalScope>()
        async let told = signals(labelled, full: full, deadline: deadline)
        var context: GatheredContext
        switch cluster {
        case .unavailable(let reason):
            context = Self.withoutCluster(alert, reason)
            full.hand(over: labelled)
        case .client(let client):
            context = await gather(alert, ClusterGatherer(client: client, limits: limits), deadline, full, &stopwatch)
        }
        context.add(await told, &stopwatch)
        return context
    }

    private static func withoutCluster(_ alert: Alert, _ reason: String) -> GatheredContext {
        var context = GatheredContext(snapshot: ClusterSnapshot(now: alert.startsAt), capabilities: Capabilities(), warnings: [])
        context.capabilities.k8sCore = .notConfigured
        context.capabilities.manifestRead = .notConfigured
        context.warnings.append("No Kubernetes cluster is configured: \(reason)")
        context.snapshot.failures.append(
            ReadFailure(verb: "list", resource: "pods", namespace: AlertLabels(alert).namespace, reason: .unavailable, message: reason))
        return context
    }

    /// - Parameter full: handed over once the lists are read.
    private func gather(
        _ alert: Alert, _ gatherer: ClusterGatherer, _ deadline: Deadline, _ full: Handover<SignalScope>, _ stopwatch: inout Stopwatch
    ) async -> GatheredContext {
        let (snapshot, tally) = await stopwatch.measure("gather_lists") { await gatherer.lists(for: alert, deadline: deadline) }
        var context = GatheredContext(snapshot: snapshot, capabilities: Capabilities(), warnings: [])
        context.capabilities.k8sCore = tally.core
        context.capabilities.manifestRead = tally.manifests
        context.capabilities.trafficPolicy = tally.trafficPolicy
        context.capabilities.mesh = tally.mesh
        if tally.isBarren, let error = tally.representative {
            context.warnings.append("The Kubernetes API can't be read: \(error.reason): \(error.message)")
        }
        let index = ClusterIndex(snapshot)
        let target = InvestigationTarget(alert: alert, index: index)
        let plan = LogPlan(target: target, index: index)
        let window = SignalWindow(AlertTime(startsAt: alert.startsAt, now: snapshot.now), lookback: limits.metricsWindow)
        full.hand(over: SignalScope(alert: alert, window: window, index: index, target: target, plan: plan))
        let (read, failures) = await stopwatch.measure("gather_logs") { await gatherer.logs(plan, deadline: deadline) }
        context.snapshot.logs = read
        context.snapshot.failures += failures
        if !failures.isEmpty, context.capabilities.k8sCore == .ok {
            context.capabilities.k8sCore = .degraded
        }
        return context
    }
}
