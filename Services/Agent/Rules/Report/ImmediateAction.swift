import AgentDomain
import Contracts
import KubernetesModel

/// The first thing to do or to look at, as a command on the objects that there are.
struct ImmediateAction {
    let cause: Finding
    let index: ClusterIndex

    private var object: ObjectReference { cause.object }
    private var space: String { object.namespace.map { " -n \(Shell.quoted($0))" } ?? "" }
    private var target: String { Shell.quoted("\(object.kind.lowercased())/\(object.name)") }
    private var name: String { Shell.quoted(object.name) }
    private var container: String { object.container.map { " -c \(Shell.quoted($0))" } ?? "" }
    private var isWorkload: Bool { [Deployment.kind, StatefulSet.kind, DaemonSet.kind, Job.kind, ReplicaSet.kind, Pod.kind].contains(object.kind) }

    var recommendation: Recommendation {
        switch cause.category {
        case .oomKilled, .memoryPressure, .memoryLeak: MemoryAction(cause, index).recommendation
        case .applicationCrash, .initContainerFailed, .badCommand, .invalidConfiguration, .missingEnvironmentVariable, .jobFailed, .portConflict,
            .dependencyUnreachable, .dependencyUnhealthy, .dependencyCredentialsRejected, .rbacForbidden, .volumePermissionDenied, .slowDependency,
            .databaseReadOnly, .databaseConnectionsExhausted, .livenessProbeFailing, .livenessProbeTiming, .readinessProbeFailing,
            .startupProbeFailing:
            log
        case .missingSecret, .missingConfigmap, .missingConfigKey: configuration
        case .imagePullUnauthorized:
            action(
                "See which pull secrets the pods and their accounts name, and on which nodes it fails.",
                "kubectl get pods,serviceaccounts\(space) -o 'custom-columns=KIND:.kind,NAME:.metadata.name,NODE:.spec.nodeName,POD:.spec.imagePullSecrets[*].name,ACCOUNT:.imagePullSecrets[*].name'",
                minutes: 2)
        case .missingServiceAccount: action("See which accounts there are.", "kubectl get serviceaccounts\(space)", minutes: 1)
        case .limitRangeViolation: action("See what the namespace's LimitRanges allow.", "kubectl describe limitranges\(space)", minutes: 1)
        case .podSecurityDenied:
            action("See which level the namespace enforces.", "kubectl get namespace \(object.namespace, or: "NAMESPACE") --show-labels", minutes: 1)
        case .pvcMissing: action("See which claims there are.", "kubectl get persistentvolumeclaims\(space)", minutes: 1)
        case .wrongEnvironmentAddress: action("See which Services there are.", "kubectl get services\(space)", minutes: 1)
        case .ingressBackendMissing: action("See which Services and ports there are.", "kubectl get services,endpointslices\(space)", minutes: 2)
        case .ingressClassMissing: action("See which classes exist.", "kubectl get ingressclasses", minutes: 1)
        case .tlsSecretMissing:
            action("See which TLS Secrets there are.", "kubectl get secrets\(space) --field-selector type=kubernetes.io/tls", minutes: 1)
        case .preempted: action("Compare the priorities.", "kubectl get priorityclasses", minutes: 1)
        case .cpuThrottling: action("See what each container uses.", "kubectl top pods\(space) --containers", minutes: 2)
        case .cpuSaturation where object.kind == Node.kind:
            action("See who uses the node's CPU.", "kubectl top pods --all-namespaces --sort-by=cpu", minutes: 2)
        case .diskFull where object.kind == PersistentVolumeClaim.kind && user != nil:
            action("See what fills the volume.", "kubectl exec\(space) \(user, or: "POD") -- df -h", minutes: 2)
        case .nodeCordoned:
            action("Uncordon the node if its maintenance is over.", "kubectl uncordon \(name)", risk: .low, minutes: 1)
        case .scaledToZero:
            action(
                "Scale it up again, if nobody scaled it down on purpose.", "kubectl scale \(target)\(space) --replicas=1", risk: .medium, minutes: 3)
        case .cronjobSuspended where object.kind == CronJob.kind:
            action("Resume it.", "kubectl patch cronjob \(name)\(space) -p '{\"spec\":{\"suspend\":false}}'", risk: .low, minutes: 1)
        case .cronjobSuspended:
            action("Resume it.", "kubectl patch job \(name)\(space) -p '{\"spec\":{\"suspend\":false}}'", risk: .low, minutes: 1)
        case .insufficientCPU, .insufficientMemory, .insufficientExtendedResource, .tooManyPods:
            action("See what the nodes have left.", "kubectl describe nodes | grep -A8 'Allocated resources'", minutes: 2)
        case .untoleratedTaint, .nodeSelectorMismatch, .nodeAffinityMismatch, .podAffinityConflict, .podAntiAffinityConflict, .topologySpreadConflict:
            action("Compare the nodes' labels and taints with what the pod asks for.", "kubectl get nodes --show-labels", minutes: 3)
        case .quotaCPUExceeded, .quotaMemoryExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded:
            action("See what of the quota is used.", "kubectl describe resourcequota \(name)\(space)", minutes: 2)
        case .pvcStorageClassMissing: action("See which classes exist.", "kubectl get storageclass", minutes: 1)
        case .pvcCapacityMismatch, .pvcAccessModeMismatch, .pvcSelectorMismatch, .pvAlreadyBound:
            action("Compare the claim with the volumes.", "kubectl get persistentvolumes --show-labels", minutes: 2)
        case .serviceSelectorMismatch, .serviceWithoutEndpoints:
            action("Compare the selector with the pods' labels.", "kubectl get pods\(space) --show-labels", minutes: 2)
        case .servicePortMismatch, .serviceProtocolMismatch, .dependencyWrongPort:
            action("See the ports that the Service has, and where they lead.", "kubectl get services,endpointslices\(space)", minutes: 2)
        case .networkPolicyBlocked:
            action("Read the policy, and test the connection from a pod of the client.", "kubectl describe networkpolicy \(name)\(space)", minutes: 3)
        case .dnsResolutionFailed where object.namespace == ClusterSnapshot.systemNamespace:
            crashed ?? action("See how the name server is.", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide", minutes: 2)
        case .nodeDiskPressure where object.kind == Node.kind:
            action(
                "See which pods fill the node's disk.",
                "kubectl get --raw \(Shell.quoted("/api/v1/nodes/\(object.name)/proxy/stats/summary")) | jq -r '.pods[] | [.\"ephemeral-storage\".usedBytes, .podRef.namespace, .podRef.name] | @tsv' | sort -rn | head",
                minutes: 3)
        case .nodeMemoryPressure where object.kind == Node.kind:
            action("See which pods fill the node's memory.", "kubectl top pods --all-namespaces --sort-by=memory", minutes: 2)
        case .nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .nodeNetworkUnavailable, .nodeMemoryPressure, .nodeDiskPressure,
            .nodePIDPressure, .cpuSaturation, .packetLoss:
            node
        case .noisyNeighbour where isWorkload:
            action(
                "See what the neighbour uses, and whether it may be bounded or moved.", "kubectl top pods\(space) --containers --sort-by=cpu",
                minutes: 2)
        case .schedulerUnavailable, .controlPlaneUnhealthy, .kubeProxyUnavailable:
            crashed ?? action("See how the cluster's components are.", "kubectl -n kube-system get pods,leases -o wide", minutes: 2)
        case .admissionWebhookFailed where webhookServer != nil:
            action(
                "See why what should answer the webhook doesn't run.",
                "kubectl describe \(webhookServer?.kind.lowercased(), or: "KIND") \(webhookServer?.name, or: "NAME") -n \(webhookServer?.namespace, or: "NAMESPACE")",
                minutes: 3)
        case .admissionWebhookFailed where object.kind.hasSuffix("WebhookConfiguration"):
            action("Read the webhook's configuration and see whether its Service answers.", "kubectl get \(target) -o yaml", minutes: 3)
        case .hpaAtMaximum where index.snapshot.autoscalers.contains { $0.name == object.name && $0.namespace == object.namespace }: autoscaler
        case .hpaMetricsUnavailable: action("See what the autoscaler can measure.", "kubectl describe hpa \(name)\(space)", minutes: 2)
        case .rolloutStuck where [Deployment.kind, StatefulSet.kind, DaemonSet.kind].contains(object.kind):
            action("See how far the rollout is.", "kubectl rollout status \(target)\(space) --timeout=10s", minutes: 2)
        default:
            action("Confirm the state of \(object.kind) \(object.name).", "kubectl describe \(target)\(space)", minutes: 2)
        }
    }

    private func action(_ text: String, _ command: ShellCommand, risk: Recommendation.Risk = .none, minutes: Int) -> Recommendation {
        Recommendation(kind: .immediate, text: text, command: command.text, risk: risk, expectedMinutes: minutes)
    }

    private var pods: [Pod] {
        index.workload(object.withoutContainer).map { index.pods(of: $0) }?.sorted { $0.name < $1.name } ?? []
    }

    /// The log of the pod that is worst off, and of the run that ended, where one did.
    private var log: Recommendation {
        guard isWorkload else {
            return action("Confirm the state of \(object.kind) \(object.name).", "kubectl describe \(target)\(space)", minutes: 2)
        }
        func restarts(_ pod: Pod) -> Int {
            pod.status.containers.filter { object.container == nil || $0.name == object.container }.map(\.restartCount).max() ?? 0
        }
        let troubled = pods.filter { !PodHealth($0).isReady && !PodHealth($0).isDone }
        let pod = troubled.first { restarts($0) > 0 } ?? troubled.first ?? pods.first
        let source = pod.map { Shell.quoted("pod/\($0.name)") } ?? target
        let hasEarlierRun = pod.map { restarts($0) > 0 } ?? false
        return action(
            hasEarlierRun ? "Read the last run's log in full." : "Read the log in full.",
            "kubectl logs \(source)\(space)\(container)\(hasEarlierRun ? " --previous" : "") --tail=100", minutes: 5)
    }

    /// The log of a component that runs into something; nil where none of its pods has ended before.
    private var crashed: Recommendation? {
        pods.contains { pod in pod.status.containers.contains { $0.restartCount > 0 && !$0.isReady } } ? log : nil
    }

    /// The first of the workloads without a ready pod that the configuration's webhooks lead to.
    private var webhookServer: ObjectReference? {
        let snapshot = index.snapshot
        let webhooks =
            snapshot.validatingWebhooks.filter { index.reference(to: $0) == object }.flatMap(\.webhooks)
            + snapshot.mutatingWebhooks.filter { index.reference(to: $0) == object }.flatMap(\.webhooks)
        let services = webhooks.compactMap(\.service).compactMap { index.service(namespace: $0.namespace, name: $0.name) }
        return services.lazy.flatMap { index.workloads(behind: $0) }
            .first { workload in !index.pods(of: workload).contains { PodHealth($0).isReady } }?.reference
    }

    /// A running pod that mounts the claim.
    private var user: String? {
        index.pods(in: object.namespace).first { pod in
            pod.status.phase == "Running" && pod.spec.volumes.contains { $0.source == .persistentVolumeClaim(name: object.name) }
        }?
        .name
    }

    private var configuration: Recommendation {
        if let maker = cause.details["maker"], let made = cause.details["name"] {
            return action("See why \(maker) \(made) isn't done.", "kubectl describe \(maker.lowercased()) \(made, or: "NAME")\(space)", minutes: 2)
        }
        let what = cause.category == .missingSecret || cause.details["kind"] == "Secret" ? "secret" : "configmap"
        return action("See which of them exist and with which keys.", "kubectl get \(what)\(space)", minutes: 2)
    }

    private var node: Recommendation {
        guard object.kind == Node.kind else {
            return action("See where the pods run, and how these nodes are.", "kubectl get nodes -o wide", minutes: 2)
        }
        return action(
            "Look at the node's conditions and its kubelet; keep new pods away from it meanwhile.",
            "kubectl cordon \(name) && kubectl describe node \(name)",
            risk: .low, minutes: 5)
    }

    private var autoscaler: Recommendation {
        let maximum = index.snapshot.autoscalers.first { $0.name == object.name && $0.namespace == object.namespace }?.maximum ?? 1
        return action(
            "Let it grow, if the nodes and the quota have room.",
            "kubectl patch hpa \(name)\(space) -p '{\"spec\":{\"maxReplicas\":\(String(maximum + max(1, maximum / 2)))}}'", risk: .medium, minutes: 3)
    }
}
