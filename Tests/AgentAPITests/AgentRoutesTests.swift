import AgentAPI
import Contracts
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Primitives
import ServerKit
import Synchronization
import Telemetry
import Testing

@Suite("The agent's API")
struct AgentRoutesTests {
    private static let request = #"{"alert":{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-21T07:42:39.578Z"},"thread_ts":"17.5"}"#

    /// An application whose analyses wait until they are let go.
    private struct Harness {
        let application: Application<RouterResponder<ServiceContext>>
        let registry = MetricsRegistry()
        let received: Received
        let started: AsyncStream<Void>
        private let release: AsyncStream<Void>.Continuation

        init(limit: Int = 8, maximumBytes: Int = 1 << 16, isHeld: Bool = false) {
            let received = Received()
            let (started, starting) = AsyncStream.makeStream(of: Void.self)
            let (gate, release) = AsyncStream.makeStream(of: Void.self)
            if !isHeld { release.finish() }
            let service = AnalysisService(
                analyze: { request, _ in
                    received.add(request)
                    starting.yield()
                    for await _ in gate {}
                    return AgentRoutesTests.response(to: request)
                },
                summarize: { SummarizeIncidentResponse(title: $0.title, summary: "s", detail: "d") })
            let routes = AnalysisRoutes(
                service: service, gate: AnalysisGate(limit: limit), metrics: AnalysisMetrics(registry: registry), maximumBytes: maximumBytes)
            let router = AgentRouter.make(routes: routes, sessions: .none, registry: registry, checks: [], version: "9.9.9")
            application = Application(responder: router.buildResponder())
            self.received = received
            self.started = started
            self.release = release
        }

        func letGo() { release.finish() }
    }

    private final class Received: Sendable {
        private let requests = Mutex<[AnalyzeRequest]>([])
        func add(_ request: AnalyzeRequest) { requests.withLock { $0.append(request) } }
        var all: [AnalyzeRequest] { requests.withLock { $0 } }
    }

    private static func response(to request: AnalyzeRequest) -> AnalyzeResponse {
        AnalyzeResponse(
            threadTs: request.threadTs, analysis: "a", analysisSummary: "s", analysisDetail: "d", analysisQuality: .low,
            capabilities: Capabilities(), context: AnalysisContext(),
            rootCauses: [RootCause(category: .inconclusive, title: "t", object: nil, confidence: 0, explanation: "", evidence: [])], evidence: [],
            impact: Impact(services: [], users: "", severity: "", urgency: ""), timingsMs: ["total": 1.5])
    }

    @Test("takes an alert, unknown fields and all, and echoes the thread")
    func analyze() async throws {
        let harness = Harness()
        let body = Self.request.dropLast() + #","added_later":{"x":[1]},"depth":"quick","related_alerts":[]}"#
        try await harness.application.test(.router) { client in
            try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: String(body))) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains(#""thread_ts":"17.5""#))
            }
        }
        #expect(harness.received.all.map(\.depth) == [.quick])
        let exposition = harness.registry.exposition()
        #expect(exposition.contains(#"whence_analyses_total{category="inconclusive",quality="low"} 1"#), "\(exposition)")
    }

    @Test(
        "refuses what isn't one, naming the field",
        arguments: [
            ("", "body"), ("{", "body"), ("[]", "body"), ("{}", "alert"), (#"{"alert":7}"#, "alert"),
            (#"{"alert":{"status":"firing","startsAt":"2026-11-21T07:42:39Z"}}"#, "alert.labels"),
            (#"{"alert":{"status":"firing","labels":{"a":1},"startsAt":"2026-11-21T07:42:39Z"}}"#, "alert.labels.a"),
            (#"{"alert":{"status":"maybe","labels":{},"startsAt":"2026-11-21T07:42:39Z"}}"#, "alert.status"),
            (#"{"alert":{"status":"firing","labels":{},"startsAt":"yesterday"}}"#, "alert.startsAt"),
            (#"{"alert":{"status":"firing","labels":{},"startsAt":"2026-11-21T07:42:39Z"},"depth":"abysmal"}"#, "depth"),
            (#"{"alert":{"status":"firing","labels":{},"startsAt":"2026-11-21T07:42:39Z"},"related_alerts":[{}]}"#, "related_alerts[0].status"),
            (#"{"alert":{"status":"firing","labels":{"a":"\u0000"},"startsAt":"2026-11-21T07:42:39Z"}}"#, ""),
            (String(repeating: "[", count: 100), ""),
        ])
    func invalid(body: String, field: String) async throws {
        let harness = Harness()
        try await harness.application.test(.router) { client in
            try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: body)) { response in
                #expect(response.status == .badRequest)
                #expect(response.headers[.contentType]?.hasPrefix("application/problem+json") == true)
                #expect(field.isEmpty || String(buffer: response.body).contains(#""field":"\#(field)""#), "\(String(buffer: response.body))")
            }
        }
        #expect(harness.received.all.isEmpty)
    }

    @Test("refuses more than it is set to take")
    func tooLarge() async throws {
        try await Harness(maximumBytes: 64).application.test(.router) { client in
            try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: Self.request)) { response in
                #expect(response.status == .contentTooLarge)
            }
        }
    }

    @Test("turns away what is over its limit, and takes more when there is room again", .timeLimit(.minutes(1)))
    func saturated() async throws {
        let harness = Harness(limit: 1, isHeld: true)
        try await harness.application.test(.ahc()) { client in
            try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                group.addTask {
                    try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: Self.request)) { $0.status }
                }
                for await _ in harness.started { break }
                try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: Self.request)) { response in
                    #expect(response.status == .serviceUnavailable)
                    #expect(response.headers[.retryAfter] == "2")
                }
                #expect(harness.registry.exposition().contains("whence_analyses_running 1"))
                #expect(harness.registry.exposition().contains("whence_analyses_limit 1"))
                // What costs nothing is answered all the same.
                try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
                harness.letGo()
                #expect(try await group.next() == .ok)
            }
            try await client.execute(uri: "/analyze", method: .post, body: ByteBuffer(string: Self.request)) { response in
                #expect(response.status == .ok)
            }
        }
        #expect(harness.registry.exposition().contains("whence_analyses_rejected_total 1"))
    }

    @Test("turns away accounts of incidents that are too many at once, too")
    func accounts() async throws {
        let body = #"{"incident_id":"i","title":"t","severity":"warning","fired_at":"2026-11-21T07:42:39Z","alerts":[]}"#
        try await Harness(limit: 0).application.test(.router) { client in
            try await client.execute(uri: "/summarize-incident", method: .post, body: ByteBuffer(string: body)) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "2")
            }
        }
    }

    @Test("tells incidents' stories")
    func summarize() async throws {
        let body = #"{"incident_id":"i","title":"orders is down","severity":"warning","fired_at":"2026-11-21T07:42:39Z","alerts":[]}"#
        try await Harness().application.test(.router) { client in
            try await client.execute(uri: "/summarize-incident", method: .post, body: ByteBuffer(string: body)) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains("orders is down"))
            }
            try await client.execute(uri: "/summarize-incident", method: .post, body: ByteBuffer(string: "{}")) { response in
                #expect(response.status == .badRequest)
            }
        }
    }

    @Test(
        "answers what operators ask",
        arguments: [
            ("/", "whence-agent"), ("/", "9.9.9"), ("/", #""/docs""#), ("/ping", "pong"), ("/healthz", "ok"), ("/readyz", "checks"),
            ("/metrics", "whence_http_requests_total"),
            ("/openapi.json", #""openapi":"3.1"#),
        ])
    func operations(path: String, expected: String) async throws {
        try await Harness().application.test(.router) { client in
            // The first request of all is what the metrics then count.
            try await client.execute(uri: "/ping", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains(expected))
            }
        }
    }

    @Test("says what a path answers to")
    func wrongMethod() async throws {
        try await Harness().application.test(.router) { client in
            try await client.execute(uri: "/analyze", method: .get) { response in
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == "POST")
            }
            try await client.execute(uri: "/nowhere", method: .get) { #expect($0.status == .notFound) }
        }
    }
}
