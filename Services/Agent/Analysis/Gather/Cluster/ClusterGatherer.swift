import AgentDomain
import Contracts
package import Kubernetes
import KubernetesModel
import Primitives
import Telemetry

/// Reads what an analysis needs of a cluster, in at most three rounds, each of them all at once: what the alert's labels lead to, what that
/// leads to, and logs.
///
/// What fails or is slow is noted in the snapshot, and the rest is read nevertheless.
package struct ClusterGatherer: Sendable {
    private let client: KubernetesClient
    private let limits: GatherLimits

    package init(client: KubernetesClient, limits: GatherLimits = GatherLimits()) {
        self.client = client
        self.limits = limits
    }

    /// The first two rounds: the lists of the alert's namespace and of the cluster, then those that these lead to.
    func lists(for alert: Alert, deadline: Deadline) async -> (snapshot: ClusterSnapshot, outcomes: ReadTally) {
        var collected = Collected(alert: alert)
        let client = client.bounded(by: deadline.remaining)
        var plan = ReadPlan(alert: alert, readsSecretMetadata: limits.readsSecretMetadata)
        let wantedPod = plan.wantedPod
        async let found = Self.namespaces(of: wantedPod, client)
        async let failingChecks = Self.failingChecks(client)
        await run(plan.first, &collected, deadline)
        collected.snapshot.namespacesRead.formUnion(plan.namespaces)
        collected.snapshot.failingServerChecks = await failingChecks
        switch await found {
        case .success(let namespaces)?: plan.namespaces = namespaces
        case .failure(let error)?: collected.snapshot.failures.append(ReadFailure(error))
        case nil: break
        }
        // Where nothing at all was answered, nothing further will be.
        guard !collected.tally.isBarren else { return (collected.finished(), collected.tally) }
        let second = plan.second(after: collected.finished())
        async let loads = second.wantsNodeLoads ? Self.nodeLoads(client.bounded(by: deadline.remaining)) : nil
        await run(second.errands, &collected, deadline)
        collected.snapshot.namespacesRead.formUnion(second.namespaces)
        collected.snapshot.nodeLoads = await loads
        return (collected.finished(), collected.tally)
    }

    /// The third round: the logs that the lists make interesting.
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

    private func run(_ errands: [Errand], _ collected: inout Collected, _ deadline: Deadline) async {
        guard !errands.isEmpty, !deadline.isOver else { return }
        let client = client.bounded(by: deadline.remaining)
        await withTaskGroup(of: (Errand, ClusterReading.Outcome).self) { group in
            for errand in errands {
                group.addTask { (errand, await errand.read(client)) }
            }
            for await (errand, outcome) in group {
                collected.add(outcome, of: errand)
            }
        }
    }

    /// Where a pod is that an alert names without its namespace; nil where none is wanted.
    private static func namespaces(of pod: String?, _ client: KubernetesClient) async -> Result<[String], KubernetesError>? {
        guard let pod else { return nil }
        do throws(KubernetesError) {
            let listing = try await client.list(.pods, as: Pod.self, options: ListOptions(fieldSelector: "metadata.name=\(pod)"))
            return .success(Set(listing.items.compactMap(\.namespace)).sorted())
        } catch {
            return .failure(error)
        }
    }

    /// Checks of the API server's own that fail. An API server that says nothing of itself is none that fails.
    private static func failingChecks(_ client: KubernetesClient) async -> [String]? {
        do throws(KubernetesError) {
            return try await client.failingChecks()
        } catch {
            return nil
        }
    }

    /// What the pods of all namespaces ask of the nodes. A role that is bound to namespaces can't tell, and neither can a list that was cut.
    private static func nodeLoads(_ client: KubernetesClient) async -> [String: NodeLoad]? {
        let running = ListOptions(fieldSelector: "status.phase!=Succeeded,status.phase!=Failed")
        do throws(KubernetesError) {
            let (loads, gap) = try await client.fold(
                .pods, as: Pod.self, options: running, purpose: "loads of nodes", into: [String: NodeLoad]()
            ) { loads, pod in
                if let node = pod.spec.nodeName { loads[node, default: NodeLoad()].add(pod) }
            }
            return gap == nil ? loads : nil
        } catch {
            return nil
        }
    }
}

extension Errand {
    /// A span of its own, too: a list that was read for another analysis makes no request.
    fileprivate func read(_ client: KubernetesClient) async -> ClusterReading.Outcome {
        await withSpan("list \(reading.resource.plural)", .internal, ["k8s.namespace.name": namespace.map { .text($0) }]) { span in
            let outcome = await reading(client, namespace: namespace, options: options)
            if case .failure(let error) = outcome { span?.fail(error.message, type: "\(error.reason)") }
            return outcome
        }
    }
}
