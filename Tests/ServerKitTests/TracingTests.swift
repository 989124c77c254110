import Contracts
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Primitives
import Telemetry
import TestSupport
import Testing

@testable import ServerKit

@Suite("Traces of requests")
struct TracingTests {
    private let spans = SpanMemory()
    private let service: TestService

    init() {
        service = TestService(tracer: spans.tracer())
    }

    private func get(_ path: String, _ headers: HTTPFields = [:]) async throws {
        try await service.application.test(.router) { client in
            _ = try await client.executeRequest(uri: path, method: .get, headers: headers, body: nil)
        }
    }

    @Test("a request is a span by its route, with its answer, and no more of its path than that")
    func route() async throws {
        try await get("/greetings/7?token=secret")
        let span = try #require(spans.named("GET /greetings/{id}"))
        #expect(span.kind == .server && span.parent == nil && span.failure == nil)
        #expect(span.attributes["http.route"] == "/greetings/{id}" && span.attributes["url.path"] == "/greetings/7")
        #expect(span.attributes["http.response.status_code"] == 404)
        #expect(!"\(span.attributes)".contains("secret"))
    }

    @Test("it belongs to the trace that its client tells of, unless what it says is malformed")
    func parents() async throws {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await get("/busy", [HTTPField.Name("traceparent") ?? .via: parent, HTTPField.Name("tracestate") ?? .via: "a=1"])
        try await get("/busy", [HTTPField.Name("traceparent") ?? .via: parent.uppercased()])
        let contexts = spans.all.map(\.context)
        #expect(contexts[0].traceID.description == "0af7651916cd43dd8448eb211c80319c" && contexts[0].state.text == "a=1")
        #expect(spans.all[0].parent?.description == "b7ad6b7169203331")
        #expect(contexts[1].traceID != contexts[0].traceID && spans.all[1].parent == nil)
    }

    @Test("where tokens are wanted, a stranger's trace isn't gone on with: it doesn't decide what is recorded")
    func strangers() async throws {
        let token = Secret("0123456789012345678901234567890123456789")
        var secrets = SharedSecrets()
        secrets.accept([token], as: Principal(name: "ingest", role: .admin))
        let service = TestService(control: .authenticated(secrets), tracer: spans.tracer(ratio: 0))
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await service.application.test(.router) { client in
            for authorization in [nil, "Bearer wrong", "Bearer \(token.exposed)"] {
                var headers: HTTPFields = [HTTPField.Name("traceparent") ?? .via: parent]
                headers[.authorization] = authorization
                _ = try await client.executeRequest(uri: "/busy", method: .get, headers: headers, body: nil)
            }
        }
        #expect(spans.all.map(\.context.traceID.description) == ["0af7651916cd43dd8448eb211c80319c"])
    }

    @Test("no span holds more of what a client sent than is exported")
    func long() async throws {
        try await get("/" + String(repeating: "a", count: 20_000))
        guard case .text(let path) = spans.all.first?.attributes["url.path"] else { throw TestService.Unexpected() }
        #expect(path.unicodeScalars.count == SpanValue.maximumText)
    }

    @Test("what the service is at fault for is a failure; what it logs on the way names the trace")
    func failures() async throws {
        try await get("/broken")
        let span = try #require(spans.named("GET /broken"))
        #expect(span.failure == "answered 500" && span.attributes["error.type"] == "500")
        let line = try #require(service.log.all.first { $0.contains("a request failed") })
        #expect(line.contains(#""trace_id":"\#(span.context.traceID)""#) && line.contains(#""span_id":"\#(span.context.spanID)""#))
    }

    @Test("probes and scrapes are no traces, and what nobody has a route for has a common name", arguments: ["/healthz", "/readyz", "/metrics"])
    func probes(path: String) async throws {
        try await get(path)
        #expect(spans.all.isEmpty)
        try await get("/made/up")
        #expect(spans.all.map(\.name) == ["GET"])
    }
}
