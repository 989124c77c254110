import HTTPKit
import HTTPTypes
import Primitives
import Synchronization
import Testing

@testable import Prometheus

/// Answers every request alike, and remembers what was asked.
private final class StubTransport: Transport {
    private let answer: Result<OutboundResponse, TransportError>
    private let asked = Mutex<[OutboundRequest]>([])

    init(status: HTTPResponse.Status = .ok, body: String) {
        answer = .success(OutboundResponse(status: status, body: Array(body.utf8)))
    }

    init(failing reason: TransportError.Reason) {
        answer = .failure(TransportError(reason: reason, request: "POST http://prometheus", detail: "no answer"))
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        asked.withLock { $0.append(request) }
        return try answer.get()
    }

    var requests: [OutboundRequest] { asked.withLock { $0 } }
}

@Suite("Prometheus")
struct PrometheusClientTests {
    private static let vector = #"{"status":"success","data":{"resultType":"vector","result":[\#(series)]},"warnings":["partial"]}"#
    private static let series = #"{"metric":{"pod":"a"},"value":[1795247036.5,"3633152"]}"#
    private static let now = Timestamp(microseconds: 1_795_247_036_500_000)

    private func client(_ transport: StubTransport, token: String? = nil, samples: Int = 100) -> PrometheusClient {
        PrometheusClient(
            baseURL: "http://prometheus:9090/", token: token.map(Secret.init), transport: transport, limits: .init(samples: samples))
    }

    @Test("is asked by a form, with a token where there is one")
    func request() async throws {
        let transport = StubTransport(body: Self.vector)
        _ = try await client(transport, token: "t0k").query(#"up{job="a b"}"#, at: Self.now)
        let request = transport.requests[0]
        #expect(request.url == "http://prometheus:9090/api/v1/query")
        #expect(String(decoding: request.body, as: UTF8.self) == "query=up%7Bjob%3D%22a%20b%22%7D&time=1795247036.500&timeout=5s")
        #expect(request.headers[.authorization] == "Bearer t0k")
    }

    @Test("is asked for a time with a step of whole seconds")
    func range() async throws {
        let transport = StubTransport(
            body: #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[2.5,"NaN"]]}]}}"#)
        let answer = try await client(transport).query(
            "up", from: Timestamp(secondsSince1970: 1), to: Timestamp(secondsSince1970: 61), step: .seconds(30))
        #expect(transport.requests[0].url.hasSuffix("/api/v1/query_range"))
        #expect(String(decoding: transport.requests[0].body, as: UTF8.self) == "query=up&start=1&end=61&step=30&timeout=5s")
        #expect(answer.series[0].samples.map(\.time.secondsSince1970) == [1, 2.5])
        #expect(answer.series[0].samples[1].value.isNaN)
    }

    @Test("answers with series, and with what it warns of")
    func vector() async throws {
        let answer = try await client(StubTransport(body: Self.vector)).query("up", at: Self.now)
        #expect(answer.series == [.init(labels: ["pod": "a"], samples: [.init(time: Self.now, value: 3_633_152)])])
        #expect(answer.warnings == ["partial"])
        #expect(!answer.isCut)
    }

    @Test("answers with a scalar, infinity included")
    func scalar() async throws {
        let transport = StubTransport(body: #"{"status":"success","data":{"resultType":"scalar","result":[1,"+Inf"]}}"#)
        #expect(try await client(transport).query("1/0", at: Self.now).series[0].samples[0].value == .infinity)
    }

    @Test("is cut at the bound of its samples, and says so")
    func bound() async throws {
        let many = Array(repeating: Self.series, count: 5).joined(separator: ",")
        let transport = StubTransport(body: #"{"status":"success","data":{"resultType":"vector","result":[\#(many)]}}"#)
        let answer = try await client(transport, samples: 3).query("up", at: Self.now)
        #expect(answer.series.count == 3)
        #expect(answer.isCut)
    }

    @Test(
        "tells its errors apart",
        arguments: [
            (HTTPResponse.Status.badRequest, #"{"status":"error","errorType":"bad_data","error":"parse error"}"#, "refused: parse error"),
            (.unprocessableContent, #"{"status":"error","errorType":"execution","error":"too many samples"}"#, "refused: too many samples"),
            (.serviceUnavailable, #"{"status":"error","errorType":"timeout","error":"query timed out"}"#, "timedOut: query timed out"),
            (.unauthorized, "<html>", "forbidden: status 401"), (.badGateway, "", "serverFailed: status 502"),
            (.ok, "<html>Sign in</html>", "malformed: status 200"), (.ok, #"{"status":"success"}"#, "malformed: status 200"),
            (.ok, #"{"status":"success","data":{"resultType":"vector","result":[{"value":["x"]}]}}"#, "malformed: status 200"),
        ])
    func errors(status: HTTPResponse.Status, body: String, expected: String) async {
        let error = await #expect(throws: PrometheusError.self) {
            try await client(StubTransport(status: status, body: body)).query("up", at: Self.now)
        }
        #expect(error.map { "\($0)" } == expected)
    }

    @Test(
        "is missing where nobody answers, and only then",
        arguments: [(TransportError.Reason.connectFailed, true), (.timedOut, true), (.tooLarge, false)])
    func missing(reason: TransportError.Reason, isAboutTheServer: Bool) async {
        let error = await #expect(throws: PrometheusError.self) { try await client(StubTransport(failing: reason)).probe() }
        #expect(error?.isAboutTheServer == isAboutTheServer)
    }

    @Test(
        "'s own link holds the alert's expression",
        arguments: [
            ("http://p:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1", "up == 0"), ("http://p/graph?g0.tab=1&g0.expr=a%2Bb#x", "a+b"),
            ("https://grafana/alerting/grafana/abc/view", nil), ("http://p/graph?g0.expr=", nil), ("http://p/graph?g0.expr=%zz", nil), ("", nil),
        ])
    func expression(link: String, expected: String?) {
        #expect(AlertExpression.read(generatorURL: link) == expected)
    }
}
