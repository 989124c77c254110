import AgentDomain
import Contracts
import KubernetesModel

/// Drivers and plugins of a node that are down: what the kubelet and the scheduler say of the pods that need them is a consequence.
///
/// A CSI driver registers itself with the kubelet by a pod of its DaemonSet, and so does a device plugin its devices; without it the node has neither.
/// Which pod that is, ``ServingAgent`` tells.
/// Source: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/ and
/// https://kubernetes-csi.github.io/docs/node-driver-registrar.html
enum NodeAgentRule {
    /// Of an agent that only its name connects with what is missing.
    private static let confidenceByName = 0.7

    /// The cause behind a volume that a node can't mount for want of its driver.
    static func volume(_ finding: Finding, pod: Pod, message: String, investigation: inout Investigation) -> Finding? {
        let told = message.between("driver name ", " not found") ?? message.between("plugins/", "/csi.sock")
        guard let node = pod.spec.nodeName, told != nil || message.mentions("csi.sock", "registered csi drivers", "csidriver"),
            let driver = told ?? onlyDriver(of: pod, investigation.index),
            let agent = ServingAgent.unwell(ofDriver: driver, on: node, index: investigation.index)
        else { return nil }
        return blamed(agent, finding, on: node, &investigation)
    }

    /// The cause behind devices that no node offers, although a node is made for them.
    static func device(_ finding: Finding, resource: String, investigation: inout Investigation) -> Finding? {
        for node in NodeAgents.nodes(lacking: resource, index: investigation.index) {
            guard let agent = ServingAgent.unwell(ofResource: resource, on: node, index: investigation.index),
                var found = blamed(agent, finding, on: node, &investigation), let offering = investigation.index.node(node)
            else { continue }
            found.evidence.append(
                investigation.cite(
                    "status.allocatable[\(resource)]", offering.allocatable[resource]?.display(resource) ?? "none",
                    of: investigation.index.reference(to: offering)))
            return found
        }
        return nil
    }

    /// The driver of a pod's volumes, where they are all of one.
    private static func onlyDriver(of pod: Pod, _ index: ClusterIndex) -> String? {
        let drivers = pod.spec.volumes.compactMap { volume -> String? in
            switch volume.source {
            case .csi(let driver): driver
            case .persistentVolumeClaim(let claim):
                index.snapshot.persistentVolumes.first {
                    $0.sourceKind == "csi" && $0.claimName == claim && $0.claimNamespace == pod.namespace
                }?.source
            default: nil
            }
        }
        return Set(drivers).count == 1 ? drivers.first : nil
    }

    private static func blamed(_ agent: ServingAgent, _ finding: Finding, on node: String, _ investigation: inout Investigation) -> Finding? {
        let pod = agent.pod
        guard let status = pod.status.containers.first(where: { !$0.isReady }) else { return nil }
        var finding = finding
        let workload = investigation.index.workload(of: pod).reference
        finding.object = workload
        finding.title = "\(workload.name) doesn't run on node \(node): \(finding.title.lowercasedFirst)"
        finding.explanation +=
            agent.isDeclared
            ? " \(workload), which serves the pods of node \(node), isn't ready there (pod \(pod.name))."
            : " \(workload), by its name what serves them, isn't ready on node \(node) (pod \(pod.name))."
        if !agent.isDeclared { finding.confidence = min(finding.confidence, confidenceByName) }
        finding.evidence.append(investigation.cite(status, of: pod))
        finding.evidence += LastWords.of(pod, container: status, investigation: &investigation)
        return finding
    }
}

/// What a container that doesn't run said last: the line that names a reason, else its last one.
enum LastWords {
    static func of(_ pod: Pod, container status: ContainerStatus, investigation: inout Investigation) -> [EvidenceID] {
        let isRunning = status.state.isRunning
        let facts = LastRun.facts(of: pod, container: status.name, isRunning: isRunning, investigation: investigation)
        let last = LastRun.lines(of: pod, container: status.name, isRunning: isRunning, investigation: investigation).last
        var told = [facts.decisive].compactMap(\.self)
        // The end of a run and its reason are mostly one line; where they are two, both are worth quoting.
        if let crash = facts.first(where: { $0.mechanism == .crash && $0.distanceFromEnd <= 1 && $0.line != told.first?.line }) { told.append(crash) }
        if told.isEmpty, let last { told = [last] }
        return told.map { investigation.cite($0) }
    }
}
