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
                    one.value > Self.drops && one.hasRisen(by: 3)
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
            if let loss = Self.loss(of: node, investigation: &investigation) { return [loss] }
        }
        if let experiment = experiment(view, &investigation) { return [experiment] }
        return [reported(view, &investigation)].compactMap(\.self)
    }

    /// A node whose interfaces drop packets, or that sends many of them again.
    static func loss(of node: ObjectReference, investigation: inout Investigation) -> Finding? {
        if let full = fullTable(of: node, investigation: &investigation) { return full }
        for (quantity, bound) in [(Measurement.Quantity.nodeNetworkDrops, 10.0), (.nodeNetworkErrors, 10.0), (.nodeRetransmits, 0.02)] {
            guard
                let measured = investigation.index.snapshot.measurements.of(quantity, node).max(by: { $0.value < $1.value }),
                measured.value >= bound, measured.hasRisen(by: 3)
            else { continue }
            return Finding(
                .packetLoss, node, role: .symptom, title: "Node \(node.name) loses packets", explanation: "\(node): \(measured.text).",
                confidence: 0.78, evidence: [investigation.cite(measured)], since: measured.changedAt)
        }
        return nil
    }

    /// A node whose table of tracked connections is full: the kernel drops the first packet of each new one.
    ///
    /// Source: https://docs.kernel.org/networking/nf_conntrack-sysctl.html (nf_conntrack_max) and
    /// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/ (`--conntrack-max-per-core`)
    private static func fullTable(of node: ObjectReference, investigation: inout Investigation) -> Finding? {
        let isAsked = investigation.alertMentions("conntrack")
        guard isAsked || investigation.isAboutRequests || investigation.target.subject == .node(node.name),
            let tracked = investigation.index.snapshot.measurements.of(.nodeConnectionsTracked, node).first, let share = tracked.shareOfBound,
            share >= (isAsked ? reportableTable : fullShare)
        else { return nil }
        return Finding(
            .packetLoss, node, role: .symptom,
            title: "The connection table (conntrack) of node \(node.name) is \(share >= fullShare ? "full" : "filling up")",
            explanation: "\(node): \(tracked.text). A full table drops the packets of new connections.", confidence: share >= fullShare ? 0.85 : 0.6,
            evidence: [investigation.cite(tracked)], since: tracked.changedAt)
    }

    private static let fullShare = 0.97
    /// From where node exporters' usual rule warns.
    private static let reportableTable = 0.75

    /// A network experiment that runs: its events name the pods that it was applied to.
    ///
    /// Source: https://chaos-mesh.org/docs/simulate-network-chaos-on-kubernetes/
    private func experiment(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        let names = view.pods.map(\.name)
        // The event of its start outlives its end: the newest decides.
        let event = investigation.index.snapshot.events
            .filter { event in event.object.kind == "NetworkChaos" && names.contains { event.message.contains($0) } }
            .max { ($0.lastSeen ?? .goZero) < ($1.lastSeen ?? .goZero) }
        guard let event, event.reason != "Recovered" else { return nil }
        let object = ObjectReference(kind: event.object.kind, namespace: event.object.namespace ?? event.namespace, name: event.object.name)
        let isLoss = event.object.name.mentions("loss", "drop", "partition") && !event.object.name.mentions("delay")
        return Finding(
            isLoss ? .packetLoss : .networkDelay, object, role: .symptom,
            title: "Network experiment \(event.object.name) is applied to \(view.workload.name)",
            explanation: "\(object) interferes with the network of \(view.reference): \(event.message)", confidence: 0.85,
            evidence: [investigation.cite(event)], since: event.firstSeen)
    }

    /// An alert that measured the network itself, where nothing else did.
    private func reported(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        let isDelay = investigation.alertMentions(
            "round trip", "roundtrip", "rtt$", "rtthigh", "highrtt", "network latency", "networklatency", "network delay", "networkdelay")
        let isLoss = investigation.alertMentions(
            "packet loss", "packetloss", "retransmi", "dropped packets", "receive errors", "packets are lost")
        guard isDelay || isLoss else { return nil }
        let node = investigation.target.labels.node.flatMap { investigation.index.node($0) }
        let object = node.map { investigation.index.reference(to: $0) } ?? view.reference
        return Finding(
            isLoss ? .packetLoss : .networkDelay, object, role: .symptom,
            title: isLoss ? "The network loses packets, as the alert says" : "The network is slow, as the alert says",
            explanation: investigation.alertText, confidence: 0.6, evidence: [investigation.citeAlert(of: object)],
            since: investigation.alert.startsAt)
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
