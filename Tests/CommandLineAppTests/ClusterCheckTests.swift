import HTTPKit
import HTTPTypes
import Kubernetes
import Primitives
import Recording
import Testing

@testable import CommandLineApp

@Suite("The doctor")
struct ClusterCheckTests {
    private let cluster: RecordedCluster

    init() throws {
        cluster = try RecordedCluster(directory: "\(Folders.recordings)/shop")
    }

    /// Grants what the chart's role does, whether or not the recording holds it, but for one kind or with one more.
    private struct Reviewed: Transport {
        var base: RecordedTransport
        var refused: String?
        var granted: String?

        func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
            let body = String(decoding: request.body, as: UTF8.self)
            guard body.contains("SelfSubjectAccessReview") else { return try await base.send(request) }
            func names(_ resource: String?) -> Bool { resource.map { body.contains("\"resource\":\"\($0)\"") } ?? false }
            let isAllowed = names(granted) || !(names(refused) || names("secrets"))
            return OutboundResponse(status: .created, body: Array(#"{"status":{"allowed":\#(isAllowed)}}"#.utf8))
        }
    }

    private func lines(refused: String? = nil, granted: String? = nil, now: Timestamp? = nil) async -> [Checkup.Line] {
        let transport = Reviewed(base: RecordedTransport(cluster), refused: refused, granted: granted)
        let check = ClusterCheck(
            client: KubernetesClient(transport: transport), namespace: "shop", clock: .fixed(now ?? cluster.recording.recordedAt))
        return await check.lines()
    }

    @Test("finds a cluster in order that may be read")
    func healthy() async {
        let lines = await lines()
        #expect(lines.allSatisfy { $0.status == .ok })
        #expect(lines.first?.detail == "Kubernetes v1.36.2")
        #expect(lines.contains { $0.subject == "rights" && $0.detail.contains("get pods/log") })
        #expect(lines.contains { $0.detail.contains("list leases.coordination.k8s.io") })
        #expect(!lines.contains { $0.detail.contains("istio") }, "the cluster has no mesh")
    }

    @Test("says which right is missing, and what to grant")
    func missingRight() async {
        let failed = await lines(refused: "events").filter { $0.status == .failed }
        #expect(failed.map(\.subject) == ["list events"])
        #expect(failed.first?.advice == "Grant 'list' on 'events' in namespace shop: the chart's ClusterRole has it.")
        #expect(await lines(refused: "ingresses").filter { $0.status == .warning }.map(\.subject) == ["list ingresses.networking.k8s.io"])
    }

    @Test("warns of credentials that may read Secrets")
    func secrets() async {
        let warnings = await lines(granted: "secrets").filter { $0.status == .warning }
        #expect(warnings.map(\.subject) == ["secrets"])
    }

    @Test("notices clocks that differ")
    func clock() async {
        let warnings = await lines(now: cluster.recording.recordedAt + .seconds(7200)).filter { $0.status == .warning }
        #expect(warnings.map(\.subject) == ["clock"])
    }

    @Test("explains a server that can't be reached")
    func unreachable() async {
        struct Down: Transport {
            func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
                throw TransportError(reason: .connectFailed, request: "GET /version", detail: "connection refused")
            }
        }
        let check = ClusterCheck(client: KubernetesClient(transport: Down()), namespace: nil, clock: .fixed(.goZero))
        let lines = await check.lines()
        #expect(lines.map(\.status) == [.failed])
        #expect(lines.first?.advice?.contains("kubectl version") == true)
    }

    @Test("sums up on paper")
    func paper() {
        let checkup = Checkup(groups: [
            .init(title: "Cluster", lines: [.ok("API server", "v1.36"), .failed("list pods", "not allowed", advice: "Grant it.")])
        ])
        #expect(checkup.text(.plain) == "Cluster\n  ✓ API server: v1.36\n  ✗ list pods: not allowed\n    → Grant it.\n\n1 check failed")
        #expect(!checkup.isHealthy)
    }
}
