import AgentDomain
import Contracts
import KubernetesModel

/// Drivers and plugins of a node that are down: what the kubelet and the scheduler say of the pods that need them is a consequence.
///
/// A CSI driver registers itself with the kubelet by a pod of its DaemonSet, and so does a device plugin its devices; without it the node has neither.
/// Source: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/ and
/// https://kubernetes-csi.github.io/docs/node-driver-registrar.html
enum NodeAgentRule {
    /// The cause behind a volume that a node can't mount for want of its driver.
    static func volume(_ finding: Finding, pod: Pod, message: String, investigation: inout Investigation) -> Finding? {
        let driver = message.between("driver name ", " not found") ?? message.between("plugins/", "/csi.sock")
        guard let node = pod.spec.nodeName, driver != nil || message.mentions("csi.sock", "registered csi drivers", "csidriver") else { return nil }
        return blamed(finding, on: node, words: NodeAgents.words(ofDriver: driver ?? ""), &investigation)
    }

    /// The cause behind devices that no node offers, although a node is made for them.
    static func device(_ finding: Finding, pod: Pod, resource: String, investigation: inout Investigation) -> Finding? {
        for node in NodeAgents.nodes(keeping: pod, index: investigation.index) {
            guard var found = blamed(finding, on: node, words: NodeAgents.words(ofResource: resource), &investigation),
                let offering = investigation.index.node(node)
            else { continue }
            found.evidence.append(
                investigation.cite(
                    "status.allocatable[\(resource)]", offering.allocatable[resource]?.display(resource) ?? "none",
                    of: investigation.index.reference(to: offering)))
            return found
        }
        return nil
    }

    private static func blamed(_ finding: Finding, on node: String, words: [String], _ investigation: inout Investigation) -> Finding? {
        guard let agent = NodeAgents.unwell(on: node, index: investigation.index).first(where: { NodeAgents.isCalled($0, words) }),
            let status = agent.status.containers.first(where: { !$0.isReady })
        else { return nil }
        var finding = finding
        let workload = investigation.index.workload(of: agent).reference
        finding.object = workload
        finding.title = "\(workload.name) doesn't run on node \(node): \(finding.title.lowercasedFirst)"
        finding.explanation += " \(workload), which serves the pods of node \(node), isn't ready there (pod \(agent.name))."
        finding.evidence.append(investigation.cite(status, of: agent))
        finding.evidence += LastWords.of(agent, container: status, investigation: &investigation)
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
