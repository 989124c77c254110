import HTTPKit
import Primitives
import SourceClient
import TestSupport
import Testing

@testable import Loki

/// Loki, simulated over a socket from its documented API.
@Suite("Loki")
struct LokiClientTests {
    private static let start = Timestamp(microseconds: 1_795_247_036_000_000)

    private func ask<Value: Sendable>(
        _ answer: @escaping @Sendable (SimulatedServer.Request) -> SimulatedServer.Answer, timeout: Duration = .seconds(30),
        _ body: (LokiClient, SimulatedServer) async throws -> Value
    ) async throws -> Value {
        let server = try await SimulatedServer(answer)
        let transport = try AsyncHTTPClientTransport()
        let client = LokiClient(
            SourceClient(
                baseURL: server.address, tenant: "t1", token: Secret("s3cret"), transport: transport, timeout: timeout, maximumBytes: 1 << 20))
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

    @Test("is asked for the latest lines in nanoseconds, and gives them in order of time")
    func lines() async throws {
        let body =
            #"{"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"a"},"values":[["1795247036000002000","second"],"#
            + #"["1795247036000001000","first",{"trace_id":"x"}]]}],"stats":{}}}"#
        try await ask({ _ in .ok(body) }) { client, server in
            let streams = try await client.lines(#"{pod="a"}"#, from: Self.start, to: Self.start + .seconds(60), limit: 100)
            #expect(streams.map(\.labels) == [["pod": "a"]])
            #expect(streams[0].lines.map(\.text) == ["first", "second"])
            let request = try #require(server.requests.first)
            #expect(
                request.uri == "/loki/api/v1/query_range?start=1795247036000000000&end=1795247096000000000&query=%7Bpod%3D%22a%22%7D&limit=100"
                    + "&direction=backward")
            #expect(request.headers["x-scope-orgid"] == "t1" && request.headers["authorization"] == "Bearer s3cret")
        }
    }

    @Test("names its labels, of which there may be none")
    func labels() async throws {
        try await ask({ $0.uri.hasPrefix("/loki/api/v1/labels?start=") ? .ok(#"{"status":"success","data":["pod","namespace"]}"#) : .status(404, "") }
        ) {
            client, _ in
            let labels = try await client.labels(from: Self.start, to: Self.start)
            #expect(labels == ["pod", "namespace"])
        }
        try await ask({ _ in .ok(#"{"status":"success"}"#) }) { client, _ in
            let labels = try await client.labels(from: Self.start, to: Self.start)
            #expect(labels.isEmpty)
        }
    }

    @Test(
        "tells its failures apart",
        arguments: [
            (SimulatedServer.Answer.status(401, "no org id"), SourceError.Reason.forbidden), (.status(400, "parse error at line 1"), .refused),
            (.status(502, "<html>"), .serverFailed), (.ok("not json"), .malformed),
            (.ok(#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#), .malformed),
            (.ok(#"{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[["x","y"]]}]}}"#), .malformed),
            (.truncated("{"), .unreachable), (.oversized(megabytes: 2), .tooLarge), (.hangUp, .unreachable),
        ])
    func failures(answer: SimulatedServer.Answer, reason: SourceError.Reason) async throws {
        let error = await #expect(throws: SourceError.self) {
            try await ask({ _ in answer }) { client, _ in try await client.lines("{}", from: Self.start, to: Self.start, limit: 1) }
        }
        #expect(error?.reason == reason, "\(error.map { "\($0)" } ?? "no error")")
    }
}
