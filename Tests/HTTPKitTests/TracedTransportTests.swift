import HTTPTypes
import Telemetry
import TestSupport
import Testing

@testable import HTTPKit

@Suite("A transport within a trace")
struct TracedTransportTests {
    private let spans = SpanMemory()
    private let traceParent = HTTPField.Name("traceparent") ?? .via

    /// Sends a request as a part of a trace.
    private func send(
        _ mock: MockTransport, _ request: OutboundRequest, tellsServer: Bool = true
    ) async throws -> ActiveSpan? {
        await withSpan(
            "work", .internal, by: spans.tracer(), continuing: TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 a=1")
        ) {
            span in
            // What became of it is in the span.
            _ = try? await TracedTransport(mock, client: "agent", tellsServer: tellsServer).send(request)
            return span
        }
    }

    @Test("the server is told which span asks, and the span says what was asked, without credentials and queries")
    func told() async throws {
        let mock = MockTransport(outcomes: [.success(OutboundResponse(status: .ok))])
        let request = OutboundRequest(
            method: .post, url: "https://user:secret@agent:8443/analyze?key=secret", timeout: .seconds(1), operation: "/analyze")
        let work = try #require(try await send(mock, request))
        let span = try #require(spans.named("POST /analyze"))
        #expect(span.kind == .client && span.parent == work.context.spanID && span.failure == nil)
        #expect(mock.requests.first?.headers[traceParent] == span.context.traceParent)
        #expect(mock.requests.first?.headers[HTTPField.Name("tracestate") ?? .via] == "a=1")
        #expect(span.attributes["url.full"] == "https://agent:8443/analyze" && span.attributes["server.address"] == "agent")
        #expect(span.attributes["server.port"] == 8443 && span.attributes["http.response.status_code"] == 200)
        #expect(!"\(span.attributes)".contains("secret"))
    }

    @Test("a stranger is told nothing")
    func strangers() async throws {
        let mock = MockTransport(outcomes: [.success(OutboundResponse(status: .ok))])
        _ = try await send(mock, OutboundRequest(url: "https://api.example.com/v1", timeout: .seconds(1)), tellsServer: false)
        #expect(mock.requests.first?.headers[traceParent] == nil)
        #expect(spans.named("GET")?.attributes["server.port"] == 443)
    }

    @Test("an answer of 400 and above is a failure, and so is none")
    func failures() async throws {
        let refused = MockTransport(outcomes: [.success(OutboundResponse(status: .forbidden, body: Array("why".utf8)))])
        _ = try await send(refused, OutboundRequest(url: "http://a/", timeout: .seconds(1), operation: "refused"))
        let away = MockTransport(outcomes: [.failure(TransportError(reason: .connectFailed, request: "GET http://a", detail: "no route"))])
        _ = try await send(away, OutboundRequest(url: "http://a/", timeout: .seconds(1), operation: "away"))
        #expect(spans.named("GET refused")?.failure == "the server answered 403" && spans.named("GET refused")?.attributes["error.type"] == "403")
        #expect(spans.named("GET away")?.failure == "no route" && spans.named("GET away")?.attributes["error.type"] == "connectFailed")
    }

    @Test("outside of a trace nothing is sent along")
    func untraced() async throws {
        let mock = MockTransport(outcomes: [.success(OutboundResponse(status: .ok))])
        _ = try await TracedTransport(mock, client: "agent").send(OutboundRequest(url: "http://a/", timeout: .seconds(1)))
        #expect(mock.requests.first?.headers[traceParent] == nil)
    }
}
