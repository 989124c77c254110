import AgentAPI
import AgentApp
import Contracts
import HTTPKit
import HTTPTypes
import Masking
import Primitives
import ServerKit
import Settings
import Telemetry
import Testing

@Suite("Access to the agent")
struct AgentAccessTests {
    private static let (old, new) = (String(repeating: "o", count: 32), String(repeating: "n", count: 32))

    /// The agent's routes behind a real socket, asked as ingest would.
    private static func serve(
        _ environment: [String: String],
        _ body:
            @escaping @Sendable ([RouteTable.Route], @escaping @Sendable (RouteTable.Route, String?) async throws -> HTTPResponse.Status) async throws
            ->
            Void
    ) async throws {
        let settings = try AgentSettings.load(environment: environment.merging(["PORT": "0", "HOST": "127.0.0.1"]) { $1 })
        let registry = MetricsRegistry()
        let routes = AnalysisRoutes(
            service: AnalysisService(
                analyze: { _, _ in preconditionFailure("no request gets so far") },
                summarize: { SummarizeIncidentResponse(title: $0.title, summary: "s", detail: "d") }),
            gate: AnalysisGate(limit: 1), metrics: AnalysisMetrics(registry: registry))
        let router = AgentRouter.make(
            routes: routes, sessions: .none, registry: registry,
            entrance: Entrance(control: settings.access.control, limits: settings.requests, registry: registry),
            checks: [], version: "9.9.9")
        let table = router.routes.all
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let runner = ServiceRunner(
            name: "agent", settings: settings.server, logger: settings.log.configuration(.standard).logger("test"), router: router
        ) {
            listening.yield($0)
        }
        let transport = try AsyncHTTPClientTransport()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.run(stoppedBy: []) }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body(table) { route, token in
                    var headers = HTTPFields()
                    headers[.authorization] = token.map { "Bearer \($0)" }
                    return try await transport.send(
                        OutboundRequest(
                            method: route.method, url: "http://127.0.0.1:\(port)\(route.path)", headers: headers,
                            body: route.method == .get ? [] : Array("{}".utf8), timeout: .seconds(20))
                    ).status
                }
            }
            try await group.next()
            group.cancelAll()
        }
        await transport.shutdown()
    }

    /// What a request without its content is answered with once it was let in: that it lacks it, or that nothing is kept.
    private static let passed: Set<HTTPResponse.Status> = [.badRequest, .ok, .serviceUnavailable]

    @Test func `is given on every route by each of its tokens, and by nothing else`() async throws {
        try await Self.serve(["AGENT_TOKEN": "\(Self.old), \(Self.new)"]) { (routes, ask) async throws in
            #expect(routes.contains { $0.path == "/analyze" && $0.access == .responders })
            for route in routes where route.access != .everyone {
                for token in [nil, "", "nonsense", Self.old + "o", String(Self.old.dropLast()), Token { 1 }.text.exposed] {
                    #expect(try await ask(route, token) == .unauthorized, "\(route) \(token ?? "no token")")
                }
                for token in [Self.old, Self.new] { #expect(Self.passed.contains(try await ask(route, token)), "\(route)") }
            }
            for route in routes where route.access == .everyone { #expect(try await ask(route, nil) == .ok, "\(route)") }
        }
    }

    @Test func `is free on a loopback address without a token`() async throws {
        try await Self.serve([:]) { (routes, ask) async throws in
            for route in routes { #expect(try await ask(route, nil) != .unauthorized, "\(route)") }
        }
    }

    @Test func `off loopback it doesn't start open, and says how it would start`() throws {
        let error = #expect(throws: SettingsError.self) { try AgentSettings.load(environment: ["HOST": "0.0.0.0"]) }
        #expect(error?.problems.map(\.key) == ["ACCESS_CONTROL"])
        #expect(error?.description.contains("AGENT_TOKEN") == true)
        _ = try AgentSettings.load(environment: ["HOST": "0.0.0.0", "AGENT_TOKEN": Self.old])
        _ = try AgentSettings.load(environment: ["HOST": "0.0.0.0", "ACCESS_CONTROL": "open-to-anyone-who-can-connect"])
    }
}
