import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Peers that traced requests of a workload blame: those in which its failures began, or that took most of its slow requests' time.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/ (span kinds and peers)
struct TraceRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        // What the kubelet says of a pod's state isn't a request's doing.
        guard !investigation.isAboutPodState else { return [] }
        let names = Set([view.workload.name] + investigation.index.services(selecting: view.workload).map(\.name))
        let own = investigation.index.snapshot.traces.filter { trace in
            guard let blame = trace.blame, !names.contains(blame.service) || !blame.isTraced else { return false }
            return (trace.failing + trace.criticalPath).contains { names.contains($0.service) }
        }
        let byPeer = Dictionary(grouping: own) { $0.blame?.service ?? "" }
        guard let (_, traces) = byPeer.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }), let trace = traces.first,
            let blame = trace.blame
        else { return [] }
        // One request that fails now and then is nothing, unless requests are what the alert is about.
        let isAsked = investigation.alertMentions("latency", "slow", "error", "5xx", "fail", "timeout", "http", "grpc", "request")
        guard traces.count > 1 || isAsked else { return [] }
        let peer = blame.isTraced ? PeerAddress(host: blame.service, port: nil) : blame.span.peer ?? PeerAddress(host: blame.service, port: nil)
        let mechanism = blame.span.message.flatMap { LogScanner.mechanism(of: $0) }
        let category: CauseCategory =
            blame.fault == .slow ? .slowDependency : mechanism.flatMap { $0.isAboutPeer ? $0.category : nil } ?? .dependencyUnhealthy
        let words = blame.fault == .slow ? "takes most of the time" : "is where the failure begins"
        return [
            Finding(
                category, view.reference, role: .symptom,
                title: blame.fault == .slow ? "Dependency at \(peer) answers too slowly" : "Dependency at \(peer) answers with errors",
                explanation: "In \(traces.count) traced request\(traces.count == 1 ? "" : "s") of \(view.reference), \(blame.service) \(words).",
                confidence: traces.count > 1 && isAsked ? 0.8 : 0.7, evidence: [investigation.cite(blame.span, of: trace)], peer: peer,
                since: trace.start, details: ["mechanism": mechanism?.rawValue ?? "", "peer": peer.description])
        ]
    }
}
