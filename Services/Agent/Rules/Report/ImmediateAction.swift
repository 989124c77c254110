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
        case .oomKilled, .memoryPressure, .memoryLeak: memory
        case .applicationCrash, .initContainerFailed, .badCommand, .invalidConfiguration, .missingEnvironmentVariable, .jobFailed, .portConflict,
            .dependencyUnreachable, .dependencyCredentialsRejected, .rbacForbidden, .volumePermissionDenied:
            log
        case .missingSecret, .missingConfigmap, .missingConfigKey: configuration
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
            action("See how the name server is.", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide", minutes: 2)
        case .nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .nodeNetworkUnavailable, .nodeMemoryPressure, .nodeDiskPressure,
            .nodePIDPressure, .cpuSaturation, .packetLoss:
            node
        case .noisyNeighbour where isWorkload:
            action(
                "Bound the neighbour's CPU.", "kubectl set resources \(target)\(space)\(container) --limits=cpu=1", risk: .medium, minutes: 5)
        case .schedulerUnavailable, .controlPlaneUnhealthy, .kubeProxyUnavailable:
            action("See how the cluster's components are.", "kubectl -n kube-system get pods,leases -o wide", minutes: 2)
        case .admissionWebhookFailed where object.kind.hasSuffix("WebhookConfiguration"):
            action("Read the webhook's configuration and see whether its Service answers.", "kubectl get \(target) -o yaml", minutes: 3)
        case .hpaAtMaximum where index.snapshot.autoscalers.contains { $0.name == object.name && $0.namespace == object.namespace }: autoscaler
        case .hpaMetricsUnavailable: action("See what the autoscaler can measure.", "kubectl describe hpa \(name)\(space)", minutes: 2)
        case .rolloutStuck where object.kind == Deployment.kind:
            action("See how far the rollout is.", "kubectl rollout status \(target)\(space) --timeout=10s", minutes: 2)
        default:
            action("Confirm the state of \(object.kind) \(object.name).", "kubectl describe \(target)\(space)", minutes: 2)
        }
    }

    private func action(_ text: String, _ command: String, risk: Recommendation.Risk = .none, minutes: Int) -> Recommendation {
        Recommendation(kind: .immediate, text: text, command: command, risk: risk, expectedMinutes: minutes)
    }

    private var memory: Recommendation {
        let limit = cause.details["limit"].flatMap { Quantity($0) }
        let doubled = limit.map { Quantity.binaryText($0.thousandths / 1000 * 2) } ?? "512Mi"
        let now = cause.details["limit"].flatMap { $0.isEmpty ? nil : $0 } ?? "none"
        let text = "Raise the memory limit of container \(object.container ?? "") (now \(now))"
        let command = "kubectl set resources \(target)\(space)\(container) --limits=memory=\(doubled)"
        guard let stuck = podThatHoldsUpAnUpdate else { return action(text + ".", command, risk: .medium, minutes: 5) }
        return action(
            text + ", and delete the pod that isn't ready: an ordered StatefulSet waits for it and doesn't replace it.",
            command + " && kubectl delete pod \(Shell.quoted(stuck.name))\(space)", risk: .medium, minutes: 5)
    }

    /// An ordered StatefulSet updates no pod while one isn't ready, not even that one.
    /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
    private var podThatHoldsUpAnUpdate: Pod? {
        guard object.kind == StatefulSet.kind,
            index.snapshot.statefulSets.contains(where: {
                $0.name == object.name && $0.namespace == object.namespace && $0.podManagementPolicy == "OrderedReady"
            })
        else { return nil }
        return pods.first { !PodHealth($0).isReady }
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

    private var configuration: Recommendation {
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
            "kubectl patch hpa \(name)\(space) -p '{\"spec\":{\"maxReplicas\":\(maximum + max(1, maximum / 2))}}'", risk: .medium, minutes: 3)
    }
}
