import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What traced requests say of the target's peers.
@Suite struct TraceTests {
    /// A request of `web` that ended at a peer.
    private static func trace(_ fault: RequestTrace.Blame.Fault, at service: String, isTraced: Bool = true, message: String? = nil) -> RequestTrace {
        let called = TraceSpan(
            service: isTraced ? service : "web", name: "GET", kind: isTraced ? .server : .client, start: Scene.now - .seconds(60),
            duration: .seconds(2), isFailed: fault == .failed, message: message,
            peer: isTraced ? nil : PeerAddress(host: service, port: 5432))
        let root = TraceSpan(service: "web", name: "GET /", kind: .server, start: Scene.now - .seconds(60), duration: .seconds(2))
        return RequestTrace(
            id: "00000000000000000000000000000001", query: "{}", rootService: "web", rootName: "GET /", start: root.start, duration: root.duration,
            spanCount: 2, criticalPath: [root, called], failing: fault == .failed ? [called] : [],
            blame: .init(fault: fault, service: service, isTraced: isTraced, span: called, share: 0.9))
    }

    private static func scene(_ traces: [RequestTrace]) -> Scene {
        var scene = Scene()
        scene.deployment("web")
        scene.deployment("pricing")
        scene.service("pricing", selector: ["app": "pricing"])
        scene.snapshot.traces = traces
        return scene
    }

    private static let latency = ["pod": Scene.firstPod("web"), "alertname": "HighRequestLatency", "job": "web"]

    @Test func aSlowPeerIsNamedWithTheSpanAsEvidence() {
        let response = Self.scene([Self.trace(.slow, at: "pricing")]).analyze(Self.latency)
        #expect(response.rootCauses.first?.category == .slowDependency)
        #expect(response.rootCauses.first?.object?.name == "pricing")
        #expect(response.evidence.contains { $0.source == "tempo" && $0.query.contains("00000000000000000000000000000001") })
    }

    @Test func aRefusedConnectionInASpanIsAnUnreachablePeer() {
        let traces = [Self.trace(.failed, at: "db.example.com", isTraced: false, message: "dial tcp 10.0.0.9:5432: connect: connection refused")]
        let response = Self.scene(traces).analyze(Self.latency)
        #expect(response.rootCauses.first?.category == .dependencyUnreachable)
    }

    @Test func theTargetsOwnSlownessIsNoPeers() {
        #expect(Self.scene([Self.trace(.slow, at: "web")]).cause(Self.latency).category == .healthy)
    }

    @Test func oneFailedRequestDoesNotExplainAnAlertThatIsAboutSomethingElse() {
        let labels = ["pod": Scene.firstPod("web"), "alertname": "DiskWillFill"]
        #expect(Self.scene([Self.trace(.failed, at: "pricing")]).cause(labels).category == .healthy)
    }
}
