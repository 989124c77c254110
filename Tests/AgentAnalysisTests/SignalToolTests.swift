import AgentReasoning
import Contracts
import HTTPKit
import HTTPTypes
import Loki
import Primitives
import Prometheus
import SourceClient
import Tempo
import TestSupport
import Testing

@testable import AgentAnalysis

/// What a model is told of metrics, traces, logs, events and the past when it asks.
@Suite("The tools for signals")
struct SignalToolTests {
    private static let now = Timestamp(microseconds: 1_795_247_036_000_000)

    private static func transport(_ body: String, status: HTTPResponse.Status = .ok) -> MockTransport {
        MockTransport(outcomes: [.success(OutboundResponse(status: status, body: Array(body.utf8)))])
    }

    private static func source(_ transport: MockTransport) -> SourceClient {
        SourceClient(baseURL: "http://source", transport: transport, timeout: .seconds(30))
    }

    private static func prometheus(_ transport: MockTransport) -> PrometheusClient {
        PrometheusClient(baseURL: "http://source", transport: transport, limits: .init(timeout: .seconds(30)))
    }

    /// Every tool that takes an expression, before the same answer.
    private static func searches(_ transport: MockTransport) -> [any AgentTool] {
        [
            MetricsTool(client: prometheus(transport), now: now), SearchTracesTool(client: TempoClient(source(transport)), now: now),
            LogSearchTool(client: LokiClient(source(transport)), now: now),
        ]
    }

    // MARK: Metrics

    @Test("tell a series by its least, most and last value, and by twelve points on the way")
    func metrics() async {
        let values = (0...60).map { #"[\#(1_795_243_436 + $0 * 60),"\#($0 == 30 ? "0.00012345" : "\($0 + 1)")"]"# }.joined(separator: ",")
        let body = #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"pod":"a"},"values":[\#(values)]}]},"warnings":["slow"]}"#
        let answer = await MetricsTool(client: Self.prometheus(Self.transport(body)), now: Self.now).call(["expression": "up"])
        #expect(!answer.isError && answer.query == "up")
        #expect(answer.text.hasPrefix(#"{pod="a"} least 0.0001235, most 61, last 61 at 2026-11-21T"#), "\(answer.text)")
        #expect(answer.text.split(separator: "\n")[0].split(separator: ": ").last?.split(separator: ", ").count == 12)
        #expect(answer.text.hasSuffix("\nPrometheus says: slow"))
    }

    @Test("tell of twenty series, how many more there are, and of those without numbers")
    func manySeries() async {
        let series = (0..<23).map { #"{"metric":{"pod":"\#($0)"},"values":[[1795247000,"NaN"]]}"# }.joined(separator: ",")
        let body = #"{"status":"success","data":{"resultType":"matrix","result":[\#(series)]}}"#
        let answer = await MetricsTool(client: Self.prometheus(Self.transport(body)), now: Self.now).call(["expression": "up"])
        #expect(answer.text.contains(#"{pod="0"} has no numbers"#), "\(answer.text)")
        #expect(answer.text.hasSuffix("\n(3 more series)"), "\(answer.text)")
    }

    // MARK: Traces

    @Test("tell of the traces that were found, one a line")
    func foundTraces() async throws {
        let transport = Self.transport(
            #"{"traces":[{"traceID":"ab12","rootServiceName":"shop","rootTraceName":"GET /","startTimeUnixNano":"1795247030000000000","durationMs":557},"#
                + #"{"traceID":"cd34"}]}"#)
        let answer = await SearchTracesTool(client: TempoClient(Self.source(transport)), now: Self.now).call([
            "expression": "{status=error}", "minutes": 5,
        ])
        let lines = answer.text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("0000000000000000000000000000ab12 shop GET / at 2026-11-21T"), "\(answer.text)")
        #expect(lines[0].hasSuffix("557 ms"))
        let request = try #require(transport.requests.first)
        #expect(request.url.contains("start=1795246736&end=1795247037&limit=20"), "\(request.url)")
    }

    @Test("tell of one trace what failed in it and what it waited for")
    func trace() async {
        let span =
            #"{"spanId":"a","name":"GET /","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"1795247000000000000","#
            + #""endTimeUnixNano":"1795247002000000000","status":{"code":"STATUS_CODE_ERROR","message":"no route"}}"#
        let body =
            #"{"trace":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"#
            + #""scopeSpans":[{"spans":[\#(span)]}]}]}}"#
        let tool = GetTraceTool(client: TempoClient(Self.source(Self.transport(body))))
        let answer = await tool.call(["trace_id": "ab12"])
        #expect(!answer.isError && answer.query == "0000000000000000000000000000ab12")
        #expect(answer.text.hasPrefix("orders GET / at 2026-11-21T"), "\(answer.text)")
        #expect(answer.text.contains("2000 ms, 1 spans"))
        #expect(answer.text.contains("failing, the innermost first:\n  orders runs GET /: "))
        #expect(answer.text.contains("failed: no route"))
        #expect(answer.text.contains("critical path:"))
    }

    @Test("say that a trace isn't held, and ask for none by what is no id")
    func noTrace() async {
        let transport = Self.transport("trace not found", status: .notFound)
        let tool = GetTraceTool(client: TempoClient(Self.source(transport)))
        let absent = await tool.call(["trace_id": "ab12"])
        #expect(absent.isError && absent.text == "Tempo doesn't hold this trace.")
        let asked = transport.requests.count
        let nonsense = await tool.call(["trace_id": "../api"])
        #expect(nonsense.isError && nonsense.text == "trace_id must be hexadecimal.")
        #expect(asked > 0 && transport.requests.count == asked)
    }

    // MARK: Logs

    @Test("tell the lines of all streams in order of time, the latest where there are too many")
    func logs() async throws {
        let transport = Self.transport(
            #"{"status":"success","data":{"resultType":"streams","result":[{"stream":{"namespace":"shop","pod":"a","container":"app"},"values":["#
                + #"["1795247003000000000","third"],["1795247001000000000","first"]]},{"stream":{"pod":"b"},"values":[["1795247002000000000","second"]]}]}}"#
        )
        let tool = LogSearchTool(client: LokiClient(Self.source(transport)), now: Self.now)
        let all = await tool.call(["expression": #"{namespace="shop"}"#])
        let lines = all.text.split(separator: "\n")
        #expect(lines.map { $0.split(separator: " ").last } == ["first", "second", "third"])
        #expect(lines[0].contains(" shop/a/app: "), "\(all.text)")
        let latest = await tool.call(["expression": #"{namespace="shop"}"#, "limit": 2])
        #expect(latest.text.split(separator: "\n").map { $0.split(separator: " ").last } == ["second", "third"])
        _ = await tool.call(["expression": "{}", "limit": 100_000])
        #expect(transport.requests.last?.url.contains("limit=200") == true)
    }

    // MARK: Any of them

    @Test("say so where nothing is found")
    func nothing() async {
        let bodies = [
            #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#, #"{"traces":[]}"#,
            #"{"status":"success","data":{"resultType":"streams","result":[]}}"#,
        ]
        for (index, body) in bodies.enumerated() {
            let answer = await Self.searches(Self.transport(body))[index].call(["expression": "{}"])
            #expect(!answer.isError && answer.text.hasPrefix("There is no such"), "\(answer.text)")
        }
    }

    @Test("ask nothing where there is no expression, or one without end", arguments: ["", String(repeating: "x", count: 1001)])
    func noExpression(expression: String) async {
        let transport = Self.transport("{}")
        for tool in Self.searches(transport) {
            let answer = await tool.call(["expression": .string(expression)])
            #expect(answer.isError && answer.text == "expression must have 1 to 1000 bytes.")
        }
        #expect(transport.requests.isEmpty)
    }

    @Test("tell a model what went wrong, and go on")
    func failures() async {
        for tool in Self.searches(Self.transport("out of order", status: .internalServerError)) {
            let answer = await tool.call(["expression": "{}"])
            #expect(answer.isError && !answer.text.isEmpty, "\(tool.name)")
        }
    }

    // MARK: Events and the past

    private static func event(_ name: String, type: String, minute: Int, count: Int = 1) -> JSONValue {
        StubCluster.object(
            name, namespace: "shop",
            [
                "type": .string(type), "reason": "Because", "message": .string("of \(name)"), "count": .integer(Int64(count)),
                "involvedObject": ["kind": "Pod", "name": "web-1", "namespace": "shop"],
                "lastTimestamp": .string("2026-11-21T07:\(minute):00Z"),
            ])
    }

    @Test("tell of events, warnings and the latest first, sixty at most")
    func events() async {
        let many = (0..<70).map { Self.event("pull\($0)", type: "Normal", minute: 10 + $0 % 40) }
        let warnings = [Self.event("early", type: "Warning", minute: 10), Self.event("late", type: "Warning", minute: 11, count: 7)]
        let cluster = StubCluster(["/api/v1/namespaces/shop/events": many + warnings])
        let answer = await EventsTool(client: cluster.client()).call(["namespace": "shop", "kind": "Pod", "name": "web-1"])
        let lines = answer.text.split(separator: "\n")
        #expect(lines.first == "2026-11-21T07:11:00Z Warning Because Pod/web-1 ×7: of late", "\(answer.text.prefix(200))")
        #expect(lines[1].hasSuffix("of early"))
        #expect(lines.count == 61 && lines.last == "(12 more)")
        #expect(cluster.requests.first?.url.contains("fieldSelector=involvedObject.kind%3DPod%2CinvolvedObject.name%3Dweb-1") == true)
    }

    @Test(
        "ask for no events of what is no name",
        arguments: [
            [:], ["namespace": "a/b"], ["namespace": "shop", "kind": "Pod,x=y"], ["namespace": "shop", "name": "../x"],
        ] as [JSONValue])
    func noEvents(arguments: JSONValue) async {
        let cluster = StubCluster()
        let answer = await EventsTool(client: cluster.client()).call(arguments)
        #expect(answer.isError && cluster.requests.isEmpty)
    }

    @Test("tell how past incidents like this one ended")
    func past() async {
        let incident = SimilarIncident(
            incidentID: "i1", title: "Orders down", category: "oomKilled", resolution: "doubled it", cause: "too little memory",
            reasons: ["same workload", "same words"])
        let answer = await SimilarIncidentsTool(incidents: [incident]).call([:])
        #expect(
            answer.text
                == "i1: Orders down; category oomKilled; it was: too little memory; resolved by: doubled it; similar by: same workload, same words")
        #expect(await SimilarIncidentsTool(incidents: []).call([:]).text == "None are known.")
    }
}
