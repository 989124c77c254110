import AgentDomain
import Contracts
package import Kubernetes
import KubernetesModel
import Primitives

/// Reads what an analysis needs of a cluster, in rounds, each of them all at once.
///
/// What fails or is slow is noted in the snapshot, and the rest is read nevertheless.
package struct ClusterGatherer: Sendable {
    private let client: KubernetesClient
    private let limits: GatherLimits

    package init(client: KubernetesClient, limits: GatherLimits = GatherLimits()) {
        self.client = client
        self.limits = limits
    }

    /// A LIST to be made.
    private struct Errand: Sendable {
        var reading: ClusterReading
        var namespace: String?
        var options = ListOptions()
    }

    /// The lists: those of the alert's namespace and of the cluster, then those that these lead to.
    func lists(for alert: Alert, deadline: Deadline) async -> (snapshot: ClusterSnapshot, outcomes: ReadTally) {
        var collected = Collected(alert: alert)
        var scope = InvestigationScope(alert: alert)
        scope.namespaces.removeAll { !ObjectName.isLabel($0) }
        scope.node = scope.node.flatMap { ObjectName.isSubdomain($0) ? $0 : nil }
        if scope.namespaces.isEmpty, let pod = AlertLabels(alert).pod, ObjectName.isSubdomain(pod) {
            await locate(pod, &scope, &collected, deadline)
        }
        var errands = ClusterReading.clusterScoped.map { Errand(reading: $0) }
        for namespace in scope.namespaces {
            errands += ClusterReading.namespaced.map { Errand(reading: $0, namespace: namespace) }
        }
        await run(errands, &collected, deadline)
        collected.snapshot.namespacesRead.formUnion(scope.namespaces)
        // Where nothing at all was answered, nothing further will be.
        guard !collected.tally.isBarren else { return (collected.finished(), collected.tally) }
        await run(Self.nodeErrands(scope, collected.snapshot), &collected, deadline)
        await readFurtherNamespaces(for: alert, &collected, deadline)
        return (collected.finished(), collected.tally)
    }

    /// The logs that the lists make interesting.
    func logs(_ plan: LogPlan, deadline: Deadline) async -> (logs: [ContainerLog], failures: [ReadFailure]) {
        let client = client.bounded(by: deadline.remaining)
        let options = limits
        return await withTaskGroup(of: (Int, LogReading).self) { group in
            for (position, request) in plan.requests.enumerated() {
                group.addTask { (position, await LogReading(request, client: client, limits: options)) }
            }
            var readings: [(Int, LogReading)] = []
            for await reading in group {
                readings.append(reading)
            }
            readings.sort { $0.0 < $1.0 }
            // One missing grant fails every log alike: it is told once.
            var failures: [ReadFailure] = []
            for failure in readings.compactMap(\.1.failure) where !failures.contains(failure) {
                failures.append(failure)
            }
            return (readings.map(\.1.log), failures)
        }
    }

    // MARK: Rounds

    private func run(_ errands: [Errand], _ collected: inout Collected, _ deadline: Deadline) async {
        guard !errands.isEmpty, !deadline.isOver else { return }
        let client = client.bounded(by: deadline.remaining)
        await withTaskGroup(of: (Errand, ClusterReading.Outcome).self) { group in
            for errand in errands {
                group.addTask { (errand, await errand.reading(client, namespace: errand.namespace, options: errand.options)) }
            }
            for await (errand, outcome) in group {
                collected.add(outcome, of: errand.reading.resource)
            }
        }
    }

    /// Finds the namespace of a pod that an alert names without saying where it is.
    private func locate(_ pod: String, _ scope: inout InvestigationScope, _ collected: inout Collected, _ deadline: Deadline) async {
        let options = ListOptions(fieldSelector: "metadata.name=\(pod)")
        var found = Collected(alert: collected.alert)
        await run([Errand(reading: .pods, options: options)], &found, deadline)
        scope.namespaces = Set(found.snapshot.pods.compactMap(\.namespace)).sorted()
        collected.serverDate = found.serverDate
        collected.snapshot.failures += found.snapshot.failures
    }

    /// What happened to the alert's node and to those that aren't well, and which pods run on the alert's.
    private static func nodeErrands(_ scope: InvestigationScope, _ snapshot: ClusterSnapshot) -> [Errand] {
        var errands: [Errand] = []
        var names = snapshot.nodes.filter(\.isUnwell).map(\.name).sorted().prefix(maximumUnwellNodes).map(\.self)
        if let named = scope.node {
            let name = snapshot.nodes.first { $0.name == named || $0.addresses.contains(named) }?.name ?? named
            if !names.contains(name) {
                names.append(name)
            }
            if scope.namespaces.isEmpty {
                errands.append(Errand(reading: .pods, options: ListOptions(fieldSelector: "spec.nodeName=\(name)")))
            }
        }
        return errands
            + names.map { name in
                let selector = "involvedObject.kind=Node,involvedObject.name=\(name)"
                // Nodes have no namespace; their events are kept in this one.
                return Errand(reading: .events, namespace: "default", options: ListOptions(fieldSelector: selector))
            }
    }

    private static let maximumUnwellNodes = 3

    /// Lists the namespaces that the target's addresses lead to, and those that these lead to in turn.
    private func readFurtherNamespaces(for alert: Alert, _ collected: inout Collected, _ deadline: Deadline) async {
        for _ in 0..<Self.maximumHops {
            let index = ClusterIndex(collected.finished())
            let plan = LogPlan(target: InvestigationTarget(alert: alert, index: index), index: index)
            let further = plan.furtherNamespaces.filter { ObjectName.isLabel($0) && !collected.snapshot.namespacesRead.contains($0) }
            guard !further.isEmpty, !deadline.isOver else { return }
            await run(
                further.flatMap { namespace in ClusterReading.namespaced.map { Errand(reading: $0, namespace: namespace) } }, &collected, deadline)
            collected.snapshot.namespacesRead.formUnion(further)
        }
    }

    private static let maximumHops = 2
}
