import AgentAPI
import AgentReasoning
import AgentSessions
import Contracts
import HTTPKit
import HTTPTypes
import LLM
import Logging
import NIOCore
import NIOPosix
import Primitives
import ServerKit
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("Analyses as a stream", .timeLimit(.minutes(2)))
struct StreamTests {
    private static let body = #"{"alert":{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-21T07:42:39.578Z"}}"#

    private static func response(to request: AnalyzeRequest) -> AnalyzeResponse {
        AnalyzeResponse(
            analysisID: "the id", threadTs: request.threadTs, analysis: "a", analysisSummary: "s", analysisDetail: "d", analysisQuality: .low,
            capabilities: Capabilities(), context: AnalysisContext(),
            rootCauses: [RootCause(category: .inconclusive, title: "t", object: nil, confidence: 0, explanation: "", evidence: [])], evidence: [],
            impact: Impact(services: [], users: "", severity: "", urgency: ""))
    }

    /// The agent's routes behind a real socket.
    private static func serve(_ service: AnalysisService, limit: Int = 8, _ body: @escaping @Sendable (Int, MetricsRegistry) async throws -> Void)
        async throws
    {
        let registry = MetricsRegistry()
        let routes = AnalysisRoutes(
            service: service, gate: AnalysisGate(limit: limit), metrics: AnalysisMetrics(registry: registry), heartbeat: .milliseconds(20))
        let router = AgentRouter.make(routes: routes, sessions: .none, registry: registry, checks: [], version: "9.9.9")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, listening) = AsyncStream<Int>.makeStream()
        var settings = try ServerSettings.load(environment: ["PORT": "0", "HOST": "127.0.0.1"])
        settings.shutdownTimeout = .milliseconds(200)
        let runner = ServiceRunner(name: "agent", settings: settings, logger: logger, router: router) { listening.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.run(stoppedBy: []) }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body(port, registry)
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Sends a request on a connection of its own, and reads until the given text has come or the connection ends; then closes it.
    ///
    /// - Parameter look: is given all that has come, whenever more has.
    private static func exchange(
        _ port: Int, _ path: String = "/analyze", body: String = body, accept: String = "text/event-stream", until end: String,
        look: (String) -> Void = { _ in }
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nAccept: \(accept)\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            try await outbound.write(ByteBuffer(string: head + body))
            var text = ""
            for try await piece in inbound {
                // Without the carriage returns of the chunks around, which form graphemes with what stands beside them.
                text += String(decoding: piece.readableBytesView.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                look(text)
                if text.contains(end) { break }
            }
            return text
        }
    }

    @Test func `tell what happens, keep the connection alive, and end with the whole answer`() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let service = AnalysisService(
            analyze: { request, progress in
                progress(.stage(.gathering))
                progress(.rules(Self.response(to: request)))
                progress(.text("hm\nso"))
                progress(.restarted)
                progress(.toolCalled(id: "c1", name: "get_logs", arguments: ["pod": "x"]))
                progress(.toolAnswered(id: "c1", name: "get_logs", text: "line", isError: false, milliseconds: 2))
                progress(.warning("careful"))
                for await _ in gate {}
                progress(.answer(Self.response(to: request)))
                return Self.response(to: request)
            }, summarize: { SummarizeIncidentResponse(title: $0.title, summary: "", detail: "") })
        try await Self.serve(service) { port, _ in
            // It ends when there was a sign of life.
            let seen = try await Self.exchange(port, until: "event: answer") { if $0.contains("\n: \n") { open.finish() } }
            let events = seen.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
            #expect(events == ["stage", "rules", "text", "restarted", "tool_call", "tool_answer", "warning", "answer"], "\(seen)")
            #expect(seen.lowercased().contains("content-type: text/event-stream"))
            #expect(seen.contains(#"{"text":"hm\nso"}"#))
        }
    }

    @Test func `end the analysis when the caller goes away, in either form`() async throws {
        for accept in ["text/event-stream", "application/json"] {
            let (began, beginning) = AsyncStream<Void>.makeStream()
            let (ended, ending) = AsyncStream<Bool>.makeStream()
            let service = AnalysisService(
                analyze: { request, progress in
                    progress(.stage(.thinking))
                    beginning.yield()
                    do {
                        try await Task.sleep(for: .seconds(600))
                        ending.yield(false)
                    } catch {
                        ending.yield(true)
                    }
                    return Self.response(to: request)
                }, summarize: { SummarizeIncidentResponse(title: $0.title, summary: "", detail: "") })
            try await Self.serve(service, limit: 1) { port, registry in
                await withTaskGroup(of: Void.self) { group in
                    // It ends by being cancelled, which closes its connection.
                    group.addTask { _ = try? await Self.exchange(port, accept: accept, until: "never") }
                    for await _ in began { break }
                    group.cancelAll()
                }
                #expect(await ended.first { _ in true } == true, "\(accept)")
                // Its place is free again.
                try await eventually("the place is free") { registry.exposition().contains("whence_analyses_running 0") }
            }
        }
    }

    @Test func `close the model's connection when the caller goes away`() async throws {
        let provider = try await SimulatedServer { _ in .silence }
        let transport = try AsyncHTTPClientTransport()
        let ended = AsyncStream<any Error>.makeStream()
        let service = AnalysisService(
            analyze: { request, _ in
                do {
                    _ = try await transport.send(
                        OutboundRequest(method: .post, url: provider.address, headers: [:], body: [1], timeout: .seconds(600)))
                } catch {
                    ended.continuation.yield(error)
                }
                return Self.response(to: request)
            }, summarize: { SummarizeIncidentResponse(title: $0.title, summary: "", detail: "") })
        try await Self.serve(service) { port, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await Self.exchange(port, until: "never") }
                try await eventually("the model is asked") { provider.requests.count == 1 }
                group.cancelAll()
            }
            let error = await ended.stream.first { _ in true }
            #expect((error as? TransportError)?.reason == .cancelled)
        }
        await transport.shutdown()
        try await provider.stop()
    }

    @Test func `end with a problem where there is no answer`() async throws {
        let service = AnalysisService(
            analyze: { request, _ in Self.response(to: request) }, summarize: { SummarizeIncidentResponse(title: $0.title, summary: "", detail: "") },
            chat: { _, progress in
                progress(.stage(.thinking))
                throw ChatError.model(ModelError(.budgetSpent, detail: "spent", retryAfter: .seconds(60)))
            })
        try await Self.serve(service) { port, _ in
            // The stream has begun with 200: what went wrong is its last event.
            let failed = try await Self.exchange(port, "/chat", body: #"{"message":"Why?"}"#, until: "never")
            #expect(failed.hasPrefix("HTTP/1.1 200"))
            let events = failed.split(separator: "\n").filter { $0.hasPrefix("event: ") }
            #expect(events == ["event: stage", "event: error"], "\(failed)")
            #expect(failed.contains(#""status":503"#), "\(failed)")
            // An analysis' body is no question: told before the stream begins.
            let refused = try await Self.exchange(port, "/chat", until: "}")
            #expect(refused.hasPrefix("HTTP/1.1 400"))
        }
    }
}
