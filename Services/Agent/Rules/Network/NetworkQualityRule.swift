import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Networks that delay or lose what is sent: measured, or made so on purpose by traffic control in the pod.
///
/// Source: https://man7.org/linux/man-pages/man8/tc-netem.8.html
struct NetworkQualityRule: WorkloadRule {
    /// Packets a second; a handful is dropped on any interface.
    private static let drops = 1.0

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        if let finding = shaped(view, &investigation) { return [finding] }
        let measurements = investigation.index.snapshot.measurements
        for quantity in [Measurement.Quantity.networkDrops, .networkErrors] {
            guard
                let measured = measurements.of(quantity).first(where: { one in
                    one.value > max(Self.drops, (one.before ?? 0) * 3)
                        && view.pods.contains { $0.name == one.object.name && $0.namespace == one.object.namespace }
                })
            else { continue }
            return [
                Finding(
                    .packetLoss, view.reference, role: .symptom, title: "The network of \(view.workload.name) loses packets",
                    explanation: "\(view.reference): \(measured.text).", confidence: 0.72, evidence: [investigation.cite(measured)],
                    since: measured.changedAt)
            ]
        }
        let nodes = Set(view.pods.compactMap(\.spec.nodeName)).sorted()
        for name in nodes {
            let node = ObjectReference(kind: Node.kind, namespace: nil, name: name)
            guard let again = measurements.of(.nodeRetransmits, node).first, again.value >= 0.02, again.value > (again.before ?? 0) * 2 else {
                continue
            }
            return [
                Finding(
                    .packetLoss, node, role: .symptom, title: "Node \(name) loses packets",
                    explanation: "\(node) sends again what got lost: \(again.text).",
                    confidence: 0.7, evidence: [investigation.cite(again)], since: again.changedAt)
            ]
        }
        return []
    }

    /// `tc qdisc add dev eth0 root netem delay 300ms loss 20%` among the pod's commands, or the same asked for by an annotation.
    private func shaped(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        guard let pod = view.pods.first else { return nil }
        for container in pod.spec.containers {
            let command = (container.command + container.args).joined(separator: " ")
            guard let range = command[...].range(ofASCIIText: "netem") else { continue }
            let rule = command[range.lowerBound...].prefix { !"\n;&|".contains($0) }
            return finding(
                String(rule), path: "spec.containers[\(container.name)].command", object: view.object(container: container.name), pod: pod,
                &investigation)
        }
        for (key, value) in pod.metadata.annotations.sorted(by: { $0.key < $1.key }) {
            guard (key + value).mentions("netem", "network-delay", "network-loss", "networkchaos"), value != "false" else { continue }
            return finding("\(key)=\(value)", path: "metadata.annotations", object: view.reference, pod: pod, &investigation)
        }
        return nil
    }

    private func finding(
        _ rule: String, path: String, object: ObjectReference, pod: Pod, _ investigation: inout Investigation
    ) -> Finding? {
        let isLoss = rule.mentions("loss", "corrupt", "drop") && !rule.mentions("delay")
        guard isLoss || rule.mentions("delay", "latency", "rate", "loss") else { return nil }
        return Finding(
            isLoss ? .packetLoss : .networkDelay, object,
            title: isLoss ? "The pod's own traffic control drops packets" : "The pod's own traffic control delays packets",
            explanation: "Pod \(pod.name) shapes its network: \(rule.prefix(160)).", confidence: 0.88,
            evidence: [investigation.cite(path, String(rule.prefix(200)), of: investigation.index.reference(to: pod))])
    }
}
