import FoundationEssentials
import HTTPKit
import HTTPTypes
import Logging
import Primitives
import Recording
import ReplayAPI
import Testing

@Suite("A replay on a socket", .timeLimit(.minutes(1)))
struct ReplayServerTests {
    /// Serves `shop` while `body` asks it.
    private static func serving(
        _ conditions: ReplayServer.Conditions = .init(), clock: WallClock? = nil,
        _ body: @escaping @Sendable (_ get: @escaping @Sendable (String, HTTPRequest.Method) async throws -> OutboundResponse) async throws -> Void
    ) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let cluster = try RecordedCluster(directory: "\(Folders.recordings)/shop")
        let network = try AsyncHTTPClientTransport()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = ReplayServer(cluster: cluster, conditions: conditions, clock: clock, logger: logger) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body { path, method in
                    try await network.send(OutboundRequest(method: method, url: "http://127.0.0.1:\(port)\(path)", timeout: .seconds(10)))
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        await network.shutdown()
    }

    @Test("answers as recorded, at the time of the recording")
    func answers() async throws {
        try await Self.serving { get in
            let pods = try await get("/api/v1/namespaces/shop/pods", .get)
            #expect(pods.headers[values: .date] == ["Sat, 21 Nov 2026 07:45:26 GMT"])
            #expect(pods.headers[.contentType] == "application/json")
            let recorded = try Data(contentsOf: URL(filePath: "\(Folders.recordings)/shop/kubernetes/api/v1/namespaces/shop/pods.json"))
            #expect(pods.body == Array(recorded))
            let refused = try await get("/api/v1/namespaces/shop/pods", .delete)
            #expect(refused.status == .methodNotAllowed)
            let head = try await get("/api/v1/nodes", .head)
            #expect(head.status == .ok)
            #expect(head.body.isEmpty)
        }
    }

    @Test("puts faults in the place of answers")
    func faults() async throws {
        let fault = try #require(Fault(parsing: "403:events"))
        try await Self.serving(.init(faults: [fault], latency: .milliseconds(30))) { get in
            let start = ContinuousClock.now
            let forbidden = try await get("/api/v1/namespaces/shop/events", .get)
            #expect(forbidden.status == .forbidden)
            let pods = try await get("/api/v1/namespaces/shop/pods", .get)
            #expect(pods.status == .ok)
            #expect(ContinuousClock.now - start >= .milliseconds(60))
        }
    }

    @Test("follows a clock that goes on")
    func clock() async throws {
        try await Self.serving(clock: .fixed(Timestamp(microseconds: 0))) { get in
            let version = try await get("/version", .get)
            #expect(version.headers[.date] == "Thu, 01 Jan 1970 00:00:00 GMT")
        }
    }

    @Test("reads faults from the command line", arguments: ["", "pods", "200:pods", "403:", "x:pods", "600:pods"])
    func noFault(text: String) {
        #expect(Fault(parsing: text) == nil)
    }
}
