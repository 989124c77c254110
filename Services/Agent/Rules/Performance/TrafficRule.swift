import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What the target's own client metrics, or its mesh proxy's, say of whom it calls: peers that answer with errors, or late.
///
/// Such a peer may be ready, and neither log may say a word. What was as bad before the alert didn't raise it.
/// Source: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client and https://istio.io/latest/docs/reference/config/metrics/
struct TrafficRule: WorkloadRule {
    /// Of the answers; a few fail anywhere.
    private static let failing = 0.05
    private static let growth = 3.0
    /// Times the latency of before, and seconds: what a caller feels.
    private static let slowdown = 2.0
    private static let felt = 0.1

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        guard investigation.isAboutRequests else { return [] }
        let measurements = investigation.index.snapshot.measurements.filter { Self.isOf(view, $0, investigation.index) && $0.detail != nil }
        let failures = measurements.of(.dependencyErrorShare).filter { Self.hasRisen($0, by: Self.growth) && $0.value >= Self.failing }
            .sorted { $0.value > $1.value }
        let delays = measurements.of(.dependencyLatency).filter { delay in
            delay.value >= Self.felt && delay.before.map { delay.value >= $0 * Self.slowdown } ?? (delay.isNew && delay.value >= 1)
        }
        .sorted { $0.value > $1.value }
        var seen: Set<String> = []
        return (failures + delays).filter { seen.insert(Self.host($0)).inserted }.prefix(2)
            .map { finding($0, also: measurements.of(.dependencyLatency), view: view, investigation: &investigation) }
    }

    private func finding(_ measured: Measurement, also: [Measurement], view: WorkloadView, investigation: inout Investigation) -> Finding {
        let isFailing = measured.quantity == .dependencyErrorShare
        let peer = Self.peer(Self.host(measured), of: view, investigation)
        var evidence = [investigation.cite(measured)]
        if isFailing, let late = also.first(where: { Self.host($0) == Self.host(measured) && $0.growth ?? 0 >= Self.slowdown }) {
            evidence.append(investigation.cite(late))
        }
        return Finding(
            isFailing ? .dependencyUnhealthy : .slowDependency, view.reference, role: .symptom,
            title: isFailing ? "Dependency at \(peer) answers with errors" : "Dependency at \(peer) answers too slowly",
            explanation: "\(view.reference), as it calls \(peer): \(measured.text).", confidence: 0.8, evidence: evidence, peer: peer,
            since: measured.changedAt,
            details: ["mechanism": (isFailing ? LogMechanism.upstreamError : .slow).rawValue, "peer": peer.description])
    }

    // MARK: Of what was measured

    /// Whether a measurement is the workload's, by its own name or by its Service's.
    static func isOf(_ view: WorkloadView, _ measured: Measurement, _ index: ClusterIndex) -> Bool {
        if measured.object.withoutContainer == view.reference { return true }
        return measured.object.kind == Service.kind && measured.object.namespace == view.reference.namespace
            && index.services(selecting: view.workload).contains { $0.name == measured.object.name }
    }

    static func hasRisen(_ measured: Measurement, by growth: Double) -> Bool {
        measured.hasRisen(by: growth)
    }

    /// Whom the calls went to; of failures the detail goes on with how they ended: `rates:8080, 503`.
    private static func host(_ measured: Measurement) -> String {
        let detail = measured.detail ?? ""
        return String(detail.prefix { $0 != "," })
    }

    /// A mesh names the workload that answered; its callers know the Service.
    private static func peer(_ detail: String, of view: WorkloadView, _ investigation: Investigation) -> PeerAddress {
        let parts = detail.split(separator: ":")
        let peer = PeerAddress(host: parts.first.map { $0.lowercased() } ?? detail, port: parts.count == 2 ? Int(parts[1]) : nil)
        let namespace = view.reference.namespace
        guard case .missingService = investigation.graph.resolve(peer, from: namespace),
            let workload = investigation.index.workload(namespace: namespace, name: peer.host),
            let service = investigation.index.services(selecting: workload).first
        else { return peer }
        return PeerAddress(host: service.name, port: peer.port)
    }
}
