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
    private var kind: String { object.kind.lowercased() }
    private var target: String { Shell.quoted("\(kind)/\(object.name)") }
    private var containerOption: String { object.container.map { " -c \(Shell.quoted($0))" } ?? "" }

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
                    command: "kubectl auth can-i --list", expectedMinutes: 5)
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
                    kind: .immediate, text: "Go back to the previous rollout: \(change.summary).", command: "kubectl rollout undo \(target)\(space)",
                    risk: .medium, expectedMinutes: 3))
        }
        switch cause.category {
        case .oomKilled:
            let limit = cause.details["limit"].flatMap { Quantity($0) }
            let doubled = limit.map { Quantity.binaryText($0.thousandths / 1000 * 2) } ?? "512Mi"
            list.append(
                Recommendation(
                    kind: .immediate,
                    text:
                        "Raise the memory limit of container \(object.container ?? "") (now \(cause.details["limit"].flatMap { $0.isEmpty ? nil : $0 } ?? "none")).",
                    command: "kubectl set resources \(target)\(space)\(containerOption) --limits=memory=\(doubled)", risk: .medium, expectedMinutes: 5
                ))
        case .applicationCrash, .initContainerFailed, .dependencyUnreachable, .dnsResolutionFailed, .badCommand, .invalidConfiguration,
            .missingEnvironmentVariable:
            list.append(
                Recommendation(
                    kind: .immediate, text: "Read the last run's log in full.",
                    command: "kubectl logs \(target)\(space)\(containerOption) --previous --tail=100", expectedMinutes: 5))
        case .missingSecret, .missingConfigmap, .missingConfigKey:
            let what = cause.category == .missingSecret || cause.details["kind"] == "Secret" ? "secret" : "configmap"
            list.append(
                Recommendation(
                    kind: .immediate, text: "See which of them exist and with which keys.", command: "kubectl get \(what)\(space)", expectedMinutes: 2
                ))
        case .nodeCordoned:
            list.append(
                Recommendation(
                    kind: .immediate, text: "Uncordon the node if its maintenance is over.", command: "kubectl uncordon \(Shell.quoted(object.name))",
                    risk: .low,
                    expectedMinutes: 1))
        case .scaledToZero:
            list.append(
                Recommendation(
                    kind: .immediate, text: "Scale it up again, if nobody scaled it down on purpose.",
                    command: "kubectl scale \(target)\(space) --replicas=1", risk: .medium, expectedMinutes: 3))
        case .cronjobSuspended:
            list.append(
                Recommendation(
                    kind: .immediate, text: "Resume it.",
                    command: "kubectl patch cronjob \(Shell.quoted(object.name))\(space) -p '{\"spec\":{\"suspend\":false}}'",
                    risk: .low, expectedMinutes: 1))
        default:
            list.append(
                Recommendation(
                    kind: .immediate, text: "Confirm the state of \(object.kind) \(object.name).", command: "kubectl describe \(target)\(space)",
                    expectedMinutes: 2))
        }
        return list
    }

    private func fix() -> [Recommendation] {
        let text = Advice.fix(cause)
        let command: String? =
            switch cause.category {
            case .imageNotFound, .invalidImageName: "kubectl set image \(target)\(space) \(object.container ?? "CONTAINER")=IMAGE:TAG"
            case .imagePullUnauthorized:
                "kubectl create secret docker-registry REGISTRY-SECRET\(space) --docker-server=… --docker-username=… --docker-password=…"
            case .missingConfigmap: "kubectl create configmap \(Shell.quoted(cause.details["name"] ?? "NAME"))\(space) --from-literal=KEY=VALUE"
            case .missingSecret: "kubectl create secret generic \(Shell.quoted(cause.details["name"] ?? "NAME"))\(space) --from-literal=KEY=VALUE"
            case .wrongEnvironmentAddress:
                cause.details["variable"].map {
                    "kubectl set env \(target)\(space)\(containerOption) \(Shell.quoted("\($0)=\(cause.details["from"] ?? "HOST")"))"
                }
            case .insufficientCPU, .insufficientMemory:
                "kubectl set resources \(target)\(space) --requests=\(cause.category == .insufficientCPU ? "cpu" : "memory")=…"
            case .quotaMemoryExceeded, .quotaCPUExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded:
                "kubectl edit resourcequota \(Shell.quoted(object.name))\(space)"
            case .serviceSelectorMismatch, .servicePortMismatch, .serviceProtocolMismatch: "kubectl edit service \(Shell.quoted(object.name))\(space)"
            case .readinessProbeFailing, .readinessProbeWrongPort, .readinessProbeWrongProtocol, .livenessProbeFailing, .livenessProbeTiming,
                .livenessProbeWrongPort, .livenessProbeWrongProtocol,
                .startupProbeFailing:
                "kubectl edit \(target)\(space)"
            case .missingServiceAccount: "kubectl create serviceaccount NAME\(space)"
            case .networkPolicyBlocked: "kubectl edit networkpolicy \(Shell.quoted(object.name))\(space)"
            case .hpaAtMaximum: "kubectl edit hpa \(Shell.quoted(object.name))\(space)"
            default: nil
            }
        return [Recommendation(kind: .fix, text: text, command: command, risk: command == nil ? .none : .medium, expectedMinutes: 15)]
    }

    private func monitoring() -> [Recommendation] {
        [Recommendation(kind: .monitoring, text: Advice.monitoring(cause.category))]
    }

    private func capacity() -> [Recommendation] {
        switch cause.category {
        case .oomKilled, .memoryLeak:
            [
                Recommendation(
                    kind: .capacity,
                    text:
                        "Set the memory request to what the container uses at its busiest, and the limit a third above; the killed run never showed its real need."
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
        default: []
        }
    }
}

extension Finding {
    /// Whether a rollout's change is part of the explanation.
    var evidenceMentionsRollout: Bool { explanation.contains("newest rollout") }
}
