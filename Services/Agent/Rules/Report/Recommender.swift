import AgentDomain
import Contracts
import KubernetesModel

/// What to do about a cause: now, for good, to see it sooner, and to have room. Commands name the real objects.
struct Recommender {
    let cause: Finding
    let index: ClusterIndex
    let changes: [Change]

    private var object: ObjectReference { cause.object }
    private var space: String { object.namespace.map { " -n \(Shell.quoted($0))" } ?? "" }
    private var target: String { Shell.quoted("\(object.kind.lowercased())/\(object.name)") }

    func recommendations() -> [Recommendation] {
        guard !cause.category.isVerdict else { return verdict() }
        return immediate() + fix() + monitoring() + capacity()
    }

    private func verdict() -> [Recommendation] {
        if cause.category == .healthy {
            return [
                Recommendation(
                    kind: .monitoring,
                    text: "Let the alert resolve by itself; if it keeps firing, check its rule and its `for` duration against short recoveries.")
            ]
        }
        return object.name.isEmpty
            ? [
                Recommendation(
                    kind: .immediate,
                    text: "Check that the alert's labels name an object that exists, and that the agent's role lets it read the namespace.",
                    command: "kubectl get pods,jobs,cronjobs\(object.namespace == nil ? " --all-namespaces" : space)", expectedMinutes: 5)
            ]
            : [
                Recommendation(
                    kind: .immediate, text: "Look at the object and its events.", command: "kubectl describe \(target)\(space)", expectedMinutes: 5)
            ]
    }

    private func immediate() -> [Recommendation] {
        var list: [Recommendation] = []
        if let change = changes.first(where: { $0.object == object.withoutContainer }), object.kind == Deployment.kind, change.at != nil,
            cause.evidenceMentionsRollout
        {
            list.append(
                Recommendation(
                    kind: .immediate, text: "Undo the newest rollout (\(change.summary)).", command: "kubectl rollout undo \(target)\(space)",
                    risk: .medium, expectedMinutes: 3))
        }
        list.append(ImmediateAction(cause: cause, index: index).recommendation)
        return list
    }

    private func fix() -> [Recommendation] {
        let (text, command) = Remedy(cause, index).advice
        return [
            Recommendation(
                kind: .fix, text: command?.isForm == true ? text + " Fill in the command's words in capitals." : text, command: command?.text,
                risk: command == nil ? .none : .medium)
        ]
    }

    private func monitoring() -> [Recommendation] {
        [Recommendation(kind: .monitoring, text: Watch.sentence(cause))]
    }

    private func capacity() -> [Recommendation] {
        switch cause.category {
        case .oomKilled, .memoryLeak, .memoryPressure:
            [
                Recommendation(
                    kind: .capacity,
                    text:
                        "Set the memory request to what the container uses at its busiest, and the limit a third above; a run that was cut short never showed its real need."
                )
            ]
        case .insufficientCPU, .insufficientMemory, .tooManyPods, .insufficientExtendedResource:
            [
                Recommendation(
                    kind: .capacity,
                    text: "Compare the sum of requests with what the nodes can allocate, and let a node autoscaler add nodes before pods wait.",
                    command: "kubectl describe nodes | grep -A8 'Allocated resources'")
            ]
        case .quotaMemoryExceeded, .quotaCPUExceeded, .quotaPodsExceeded, .quotaStorageExceeded, .quotaServicesExceeded:
            [
                Recommendation(
                    kind: .capacity, text: "Size the quota for the replicas that are wanted plus those that a rolling update adds.",
                    command: "kubectl describe resourcequota \(Shell.quoted(object.name))\(space)")
            ]
        case .diskFull:
            [
                Recommendation(
                    kind: .capacity, text: "Plan the volume's growth: expand the claim where its class allows it, and rotate what only accumulates.")
            ]
        case .hpaAtMaximum:
            [Recommendation(kind: .capacity, text: "Raise maxReplicas only together with the quota and the nodes that would have to carry them.")]
        case .databaseConnectionsExhausted:
            [
                Recommendation(
                    kind: .capacity,
                    text: "Keep the sum of all clients' pools below the server's limit, with a pooler between where there are many clients.")
            ]
        case .cpuThrottling, .cpuSaturation, .noisyNeighbour:
            [
                Recommendation(
                    kind: .capacity, text: "Set CPU requests from measured use, so that the scheduler leaves each workload its share of a node.",
                    command: "kubectl top pods --all-namespaces --sort-by=cpu")
            ]
        case .nodeMemoryPressure, .nodeDiskPressure, .nodePIDPressure, .evicted:
            [
                Recommendation(
                    kind: .capacity,
                    text: "Compare what the node's pods use with what they request, and reserve room for the system (kube-reserved).",
                    command: "kubectl describe node \(object.kind == Node.kind ? Shell.quoted(object.name) : "NODE")")
            ]
        case .pvcCapacityMismatch, .provisioningFailed:
            [Recommendation(kind: .capacity, text: "Keep free volumes of the class, or a class that provisions them, ahead of what claims ask for.")]
        case .slowDependency, .networkDelay:
            [
                Recommendation(
                    kind: .capacity, text: "Measure the dependency's latency under load, and size its replicas and its clients' timeouts by it.")
            ]
        default: []
        }
    }
}

extension Finding {
    /// Whether a rollout's change is part of the explanation.
    var evidenceMentionsRollout: Bool { explanation.contains("newest rollout") }
}
