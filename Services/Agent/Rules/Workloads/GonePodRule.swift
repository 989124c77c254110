import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Pods that an alert names and that are gone with nobody to succeed them: their events outlive them and say what became of them.
///
/// Source: pkg/scheduler (Preempted), pkg/kubelet/eviction (Evicted) and pkg/controller/tainteviction (TaintManagerEviction) in kubernetes/kubernetes.
enum GonePodRule {
    static func fault(of name: String, namespace: String?, investigation: inout Investigation) -> Finding? {
        let object = ObjectReference(kind: Pod.kind, namespace: namespace, name: name)
        let events = investigation.index.events(of: object, uid: nil)
        let fates: [(String, CauseCategory, String)] = [
            ("Preempted", .preempted, "was preempted"), ("Evicted", .evicted, "was evicted"),
            ("TaintManagerEviction", .evicted, "was evicted for a taint"),
            ("NodeNotReady", .nodeNotReady, "was lost with its node"),
        ]
        for (reason, category, words) in fates {
            guard let event = events.first(where: { $0.reason == reason }) else { continue }
            return Finding(
                category, object, title: "Pod \(name) \(words)", explanation: "Pod \(name) is gone: \(event.message)", confidence: 0.85,
                evidence: [investigation.cite(event)], since: event.lastSeen)
        }
        return nil
    }
}
