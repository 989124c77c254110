import HTTPKit
import Primitives
import SourceClient
import TestSupport
import Testing

@testable import Tempo

/// Tempo, simulated over a socket from its documented API.
@Suite("Tempo")
struct TempoClientTests {
    private static let start = Timestamp(microseconds: 1_795_247_036_000_000)

    private func ask<Value: Sendable>(
        _ answer: @escaping @Sendable (SimulatedServer.Request) -> SimulatedServer.Answer, timeout: Duration = .seconds(30), tenant: String? = nil,
        _ body: (TempoClient, SimulatedServer) async throws -> Value
    ) async throws -> Value {
        let server = try await SimulatedServer(answer)
        let transport = try AsyncHTTPClientTransport()
        let client = TempoClient(
            SourceClient(baseURL: server.address + "/", tenant: tenant, transport: transport, timeout: timeout, maximumBytes: 1 << 20))
        do {
            let value = try await body(client, server)
            await transport.shutdown()
            try await server.stop()
            return value
        } catch {
            await transport.shutdown()
            try await server.stop()
            throw error
        }
    }

    @Test("is searched by TraceQL within whole seconds, for a tenant")
    func search() async throws {
        let found =
            #"{"traces":[{"traceID":"2f3e0cee77ae5dc9c17ade3689eb2e54","rootServiceName":"frontend","rootTraceName":"GET /","#
            + #""startTimeUnixNano":"1795247030699392724","durationMs":557,"spanSets":[{"matched":1}]},{"traceID":"ab12"},{"traceID":"zz"}],"metrics":{}}"#
        try await ask({ _ in .ok(found) }, tenant: "shop-team") { client, server in
            let matches = try await client.search(#"{ status = error }"#, from: Self.start, to: Self.start + .milliseconds(1500), limit: 20)
            #expect(matches.map(\.id.description) == ["2f3e0cee77ae5dc9c17ade3689eb2e54", "0000000000000000000000000000ab12"])
            #expect(matches[0].duration == .milliseconds(557))
            #expect(matches[0].rootService == "frontend")
            let request = try #require(server.requests.first)
            #expect(request.uri == "/api/search?q=%7B%20status%20%3D%20error%20%7D&start=1795247036&end=1795247038&limit=20")
            #expect(request.headers["x-scope-orgid"] == "shop-team")
        }
    }

    private static let span =
        #"{"traceId":"AAA=","spanId":"a1","parentSpanId":"","name":"GET /","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"1000000000","#
        + #""endTimeUnixNano":"3000000000","attributes":[{"key":"http.response.status_code","value":{"intValue":"500"}}],"#
        + #""events":[{"name":"exception","attributes":[{"key":"exception.message","value":{"stringValue":"boom"}}]}],"#
        + #""status":{"code":"STATUS_CODE_ERROR","message":"failed"}}"#
    private static let resource = #"{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]}"#

    @Test(
        "gives a trace in each form that its versions have",
        arguments: [
            #"{"trace":{"resourceSpans":[{"resource":\#(resource),"scopeSpans":[{"spans":[\#(span)]}]}]},"status":"complete"}"#,
            #"{"batches":[{"resource":\#(resource),"scopeSpans":[{"spans":[\#(span)]}]}]}"#,
            #"{"batches":[{"resource":\#(resource),"instrumentationLibrarySpans":[{"spans":[\#(span)]}]}]}"#,
        ])
    func forms(body: String) async throws {
        try await ask({ _ in .ok(body) }) { client, _ in
            let id = try #require(TraceID("2f"))
            let trace = try #require(try await client.trace(id))
            let span = try #require(trace.spans.first)
            #expect(trace.isComplete)
            #expect(span.service == "orders" && span.kind == .server && span.isFailed && span.statusMessage == "failed")
            #expect(span.parentID == nil)
            #expect(span.end - span.start == .seconds(2))
            #expect(span.attributes["exception.message"] == "boom" && span.attributes["http.response.status_code"] == "500")
        }
    }

    @Test("is asked by its older API where it hasn't the newer one, and a trace that is gone is no error")
    func versions() async throws {
        let body = #"{"batches":[{"resource":\#(Self.resource),"scopeSpans":[{"spans":[\#(Self.span)]}]}]}"#
        try await ask({ $0.uri == "/api/traces/000000000000000000000000000000ff" ? .ok(body) : .status(404, "404 page not found") }) {
            client, server in
            let old = try #require(TraceID("ff"))
            let gone = try #require(TraceID("fe"))
            let found = try await client.trace(old)
            #expect(found != nil)
            let lost = try await client.trace(gone)
            #expect(lost == nil)
            #expect(server.requests.map(\.uri).contains("/api/v2/traces/000000000000000000000000000000ff"))
        }
    }

    @Test(
        "tells its failures apart",
        arguments: [
            (SimulatedServer.Answer.status(401, "no org id"), SourceError.Reason.forbidden), (.status(400, "parse error"), .refused),
            (.status(429, "too many"), .throttled), (.status(500, "boom"), .serverFailed), (.status(503, "<html>"), .serverFailed),
            (.ok("<html>Sign in</html>"), .malformed), (.ok(#"{"traces":[{"traceID":7}]}"#), .malformed), (.truncated(#"{"traces":["#), .unreachable),
            (.oversized(megabytes: 2), .tooLarge), (.hangUp, .unreachable),
        ])
    func failures(answer: SimulatedServer.Answer, reason: SourceError.Reason) async throws {
        let error = await #expect(throws: SourceError.self) {
            try await ask({ _ in answer }) { client, _ in try await client.search("{}", from: Self.start, to: Self.start, limit: 1) }
        }
        #expect(error?.reason == reason, "\(error.map { "\($0)" } ?? "no error")")
    }

    @Test("that says nothing is given up")
    func silence() async throws {
        let error = await #expect(throws: SourceError.self) {
            try await ask({ _ in .silence }, timeout: .milliseconds(50)) { client, _ in try await client.probe(at: Self.start) }
        }
        #expect(error?.reason == .timedOut)
    }

    @Test("can't be asked for more by a name", arguments: [("a\" || true || \"", #""a\" || true || \"""#), ("a\\", #""a\\""#), ("a\nb", #""a\nb""#)])
    func quoting(name: String, quoted: String) {
        #expect(QueryText.quoted(name) == quoted)
    }

    @Test(
        "knows an id by its form",
        arguments: [("", nil), ("xyz", nil), (String(repeating: "a", count: 33), nil), ("ABC", "00000000000000000000000000000abc")])
    func ids(text: String, expected: String?) {
        #expect(TraceID(text)?.description == expected)
    }
}
