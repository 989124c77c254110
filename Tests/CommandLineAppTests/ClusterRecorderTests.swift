import FoundationEssentials
import HTTPKit
import HTTPTypes
import Kubernetes
import Primitives
import Recording
import Testing

@testable import CommandLineApp

@Suite("Recording a cluster")
struct ClusterRecorderTests {
    private static func record(
        _ transport: any Transport, namespace: String, prometheus: Bool = true, into folder: String, options: ClusterRecorder.Options = .init()
    ) async throws -> [String] {
        let recorder = ClusterRecorder(
            client: KubernetesClient(transport: transport),
            prometheus: prometheus ? PrometheusRecorder(transport: transport, baseURL: "http://prometheus:9090") : nil,
            folder: try RecordingFolder(creating: folder), clock: .fixed(.goZero), options: options)
        return try await recorder.record(namespace: namespace)
    }

    @Test("of a replayed one gives the recording back, byte for byte", arguments: ["batch", "calm", "demo", "quota", "rollout", "shop"])
    func roundTrip(name: String) async throws {
        let original = "\(Folders.recordings)/\(name)"
        let transport = RecordedTransport(try RecordedCluster(directory: original))
        try await Folders.withTemporary { folder in
            let gaps = try await Self.record(transport, namespace: name, into: "\(folder)/copy")
            #expect(gaps == [])
            // The webhooks are Alertmanager's, and the expectations a person's; neither is the cluster's to tell.
            let expected = try Folders.files(below: original).filter { !$0.key.hasPrefix("webhooks/") && !$0.key.hasPrefix("expected") }
            let copy = try Folders.files(below: "\(folder)/copy")
            #expect(Set(copy.keys) == Set(expected.keys))
            for (path, content) in expected where copy[path] != content {
                Issue.record("\(path) differs: \(String(decoding: (copy[path] ?? []).prefix(200), as: UTF8.self))")
            }
        }
    }

    /// Lets nothing through that would touch Secrets, and notes what is asked.
    private struct Strict: Transport {
        var base: RecordedTransport
        var answer: @Sendable (OutboundRequest) -> OutboundResponse?

        func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
            #expect(request.method == .get)
            #expect(!request.url.contains("secret"))
            if let answer = answer(request) { return answer }
            return try await base.send(request)
        }
    }

    @Test("goes on without what it may not see, and says so")
    func gaps() async throws {
        let base = RecordedTransport(try RecordedCluster(directory: "\(Folders.recordings)/shop"))
        let transport = Strict(base: base) { request in
            guard request.url.contains("/configmaps") || request.url.contains("orders-db-0/log") || request.url.contains("ALERTS") else { return nil }
            return OutboundResponse(status: .forbidden, body: Array(#"{"kind":"Status","message":"not for you","reason":"Forbidden"}"#.utf8))
        }
        try await Folders.withTemporary { folder in
            let gaps = try await Self.record(transport, namespace: "shop", into: "\(folder)/copy")
            #expect(gaps.contains("list configmaps in namespace shop: not for you"))
            #expect(gaps.contains("log of orders-db-0/db: not for you"))
            #expect(gaps.contains { $0.contains("answers /api/v1/query?") && $0.hasSuffix("403") })
            let files = try Folders.files(below: "\(folder)/copy")
            #expect(files["kubernetes/api/v1/namespaces/shop/configmaps.json"] == nil)
            #expect(files["kubernetes/api/v1/namespaces/shop/pods.json"] != nil)
            #expect(files["recorded_at.txt"] != nil)
        }
    }

    @Test("of a namespace that isn't there is refused")
    func nowhere() async throws {
        let transport = RecordedTransport(try RecordedCluster(directory: "\(Folders.recordings)/shop"))
        try await Folders.withTemporary { folder in
            let error = await #expect(throws: ClusterRecorder.NoSuchNamespace.self) {
                try await Self.record(transport, namespace: "nosuch", into: "\(folder)/copy")
            }
            #expect(error?.namespace == "nosuch")
        }
    }

    @Test("keeps to its bounds")
    func bounds() async throws {
        let transport = RecordedTransport(try RecordedCluster(directory: "\(Folders.recordings)/shop"))
        try await Folders.withTemporary { folder in
            let options = ClusterRecorder.Options(tailLines: 2, maximumPods: 1)
            let gaps = try await Self.record(transport, namespace: "shop", prometheus: false, into: "\(folder)/copy", options: options)
            #expect(gaps == ["logs of pods beyond the first 1"])
            let logs = try Folders.files(below: "\(folder)/copy").filter { $0.key.hasPrefix("logs/") }
            #expect(
                logs.keys.sorted() == [
                    "logs/shop/frontend-676464db56-vfs89/frontend.log", "logs/shop/frontend-676464db56-vfs89/frontend.previous.error.txt",
                ])
            #expect(logs["logs/shop/frontend-676464db56-vfs89/frontend.log"]?.count { $0 == UInt8(ascii: "\n") } == 2)
        }
    }

    @Test("writes over nothing, and nowhere but into its folder")
    func folder() async throws {
        try await Folders.withTemporary { folder in
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/note.txt"))
            #expect(throws: RecordingFolder.Failure.self) { try RecordingFolder(creating: folder) }
            let fresh = try RecordingFolder(creating: "\(folder)/new")
            for parts in [["logs", "..", "x"], ["logs", "a/b"], ["logs", ""], [".ssh"]] {
                await #expect(throws: RecordingFolder.Failure.self) { try await fresh.write([1], to: parts) }
            }
        }
    }
}
