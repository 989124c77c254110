import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Pods that wait for their volumes, their sandbox or their network. The present state (containers are being created) makes the fault;
/// the kubelet's events explain it.
///
/// Source: pkg/kubelet/volumemanager and pkg/controller/volume/attachdetach in kubernetes/kubernetes.
struct VolumeRule: WorkloadRule {
    /// What pods mount may be made with them, and a moment later: the kubelet tries again after half a second, one, two, four, …
    private static let patience = Duration.seconds(60)

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        for pod in view.pods where Self.isWaiting(pod) {
            let events = investigation.index.events(of: pod).filter { event in
                event.isWarning
                    && ["FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox", "NetworkNotReady"].contains(event.reason)
            }
            // Accounts and caches come up a moment after the pod: a single early refusal is no fault.
            guard
                let event = events.first(where: {
                    !$0.message.mentions("not registered", "kube-root-ca.crt", "kube-api-access") && !Self.isVague($0.message)
                })
                    ?? events.first(where: { !$0.message.mentions("not registered", "kube-root-ca.crt", "kube-api-access") })
            else { continue }
            let isYoung = pod.metadata.creationTimestamp.map { investigation.now - $0 < Self.patience } ?? false
            guard !isYoung || event.count >= 3 || pod.metadata.uid == investigation.target.pod?.metadata.uid else { continue }
            if let finding = finding(event, pod: pod, view: view, investigation: &investigation) { return [finding] }
        }
        return []
    }

    private static func isWaiting(_ pod: Pod) -> Bool {
        guard pod.status.phase == "Pending", pod.spec.nodeName != nil else { return false }
        return pod.status.containers.isEmpty
            || pod.status.containers.allSatisfy { status in
                if case .waiting(let reason, _) = status.state {
                    return reason == nil || reason == "ContainerCreating" || reason == "PodInitializing"
                }
                return status.state == .unknown
            }
    }

    /// The summary that lists which volumes are late says nothing of why.
    private static func isVague(_ message: String) -> Bool {
        message.mentions("timed out waiting for the condition", "context deadline exceeded")
            && message.mentions("unattached volumes", "unmounted volumes")
    }

    private func finding(_ event: Event, pod: Pod, view: WorkloadView, investigation: inout Investigation) -> Finding? {
        if let lost = HeldVolume.lostNode(for: pod, because: event, investigation: &investigation) { return lost }
        let message = event.message
        var evidence = [investigation.cite(event)] + pod.status.containers.prefix(1).map { investigation.cite($0, of: pod) }
        if let reference = ConfigurationReference(message: message, namespace: pod.namespace) {
            return reference.finding(for: view.reference, confidence: 0.96, evidence: evidence, investigation: &investigation)
        }
        if event.reason == "FailedCreatePodSandBox" || event.reason == "NetworkNotReady" {
            return sandbox(message, evidence: evidence, pod: pod, view: view)
        }
        if let claim = message.between("persistentvolumeclaim \"", "\"") {
            return Finding(
                .pvcMissing, view.reference, title: "PersistentVolumeClaim \(claim) does not exist",
                explanation: "Pod \(pod.name) mounts claim \(claim): \(message)", confidence: 0.9, evidence: evidence, details: ["claim": claim])
        }
        let category: CauseCategory =
            message.mentions("permission denied", "access denied", "operation not permitted") ? .volumePermissionDenied : .volumeMountFailed
        let volume = message.between("volume \"", "\"") ?? message.between("volumes=[", "]")
        let reason = message.mentions("multi-attach") ? "is still attached to another node" : "can't be mounted"
        let holder = HeldVolume.words(for: pod, because: event, evidence: &evidence, investigation: &investigation)
        let wait = Finding(
            category, view.reference, title: "Volume\(volume.map { " \($0)" } ?? "") \(reason)",
            explanation: "Pod \(pod.name) waits for its volume: \(message)\(holder)", confidence: Self.isVague(message) ? 0.6 : 0.93,
            evidence: evidence,
            since: event.firstSeen, details: ["volume": volume ?? ""])
        return NodeAgentRule.volume(wait, pod: pod, message: message, investigation: &investigation) ?? wait
    }

    private func sandbox(_ message: String, evidence: [EvidenceID], pod: Pod, view: WorkloadView) -> Finding {
        let node = ObjectReference(kind: Node.kind, namespace: nil, name: pod.spec.nodeName ?? "")
        if message.mentions("cni", "network plugin", "network for sandbox", "failed to assign an ip", "no ip addresses available", "networkplugin") {
            return Finding(
                .nodeNetworkUnavailable, node, title: "The pod network of node \(node.name) is not working",
                explanation: "The node can't give pod \(pod.name) a network: \(message)", confidence: 0.88, evidence: evidence)
        }
        return Finding(
            .containerRuntimeUnavailable, node, title: "The container runtime of node \(node.name) can't create pods",
            explanation: "The node can't create the sandbox of pod \(pod.name): \(message)", confidence: 0.82, evidence: evidence)
    }
}
