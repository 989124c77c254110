import HTTPKit
import HTTPTypes
import Primitives
import Telemetry
import TestSupport
import Testing

@testable import TraceExport

@Suite("Sending a batch")
struct OTLPExporterTests {
    private let clock = ManualClock()

    private func exporter(_ transport: any Transport, headers: [OTLPHeader] = []) -> OTLPExporter<ManualClock> {
        OTLPExporter(
            url: "http://collector:4318/v1/traces", headers: headers, timeout: .seconds(1),
            document: OTLPDocument(resource: [], version: "1", mask: { text, _ in text }), transport: transport, clock: clock, chance: { 0 })
    }

    private var batch: [SpanRecord] {
        let spans = SpanMemory()
        spans.tracer().begin("span", .internal, continuing: nil).end()
        return spans.all
    }

    private func answer(_ code: Int, _ headers: HTTPFields = [:], _ body: String = "{}") -> Result<OutboundResponse, TransportError> {
        .success(OutboundResponse(status: .init(code: code), headers: headers, body: Array(body.utf8)))
    }

    @Test("it is posted as JSON, with the operator's headers, and within its time")
    func request() async throws {
        let mock = MockTransport(outcomes: [answer(200)])
        #expect(await exporter(mock, headers: [OTLPHeader("authorization", "Basic eDp5")]).export(batch) == .delivered(refused: 0))
        let request = try #require(mock.requests.first)
        #expect(request.method == .post && request.url == "http://collector:4318/v1/traces" && request.timeout == .seconds(1))
        #expect(request.headers[.contentType] == "application/json" && request.headers[.authorization] == "Basic eDp5")
        #expect(request.headers[.init("traceparent") ?? .via] == nil)
    }

    @Test("what the collector asks to be sent again is", arguments: [429, 502, 503, 504])
    func retried(status: Int) async {
        let mock = MockTransport(outcomes: [answer(status), answer(status), answer(200)])
        #expect(await exporter(mock).export(batch) == .delivered(refused: 0))
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
    }

    @Test("for as long as the collector asks it is left alone, and not for hours")
    func retryAfter() async {
        let mock = MockTransport(outcomes: [answer(503, [.retryAfter: "7"]), answer(429, [.retryAfter: "86400"]), answer(200)])
        #expect(await exporter(mock).export(batch) == .delivered(refused: 0))
        #expect(clock.sleeps == [.seconds(7), .seconds(60)])
    }

    @Test("what no second attempt would mend is lost at once", arguments: [400, 401, 404, 413, 500])
    func refused(status: Int) async {
        let mock = MockTransport(outcomes: [answer(status)])
        #expect(await exporter(mock).export(batch) == .lost(reason: "the collector answered \(status)"))
        #expect(mock.requests.count == 1)
    }

    @Test("a collector that is away, or says nothing, is tried so often and no more", arguments: [TransportError.Reason.connectFailed, .timedOut])
    func away(reason: TransportError.Reason) async {
        let mock = MockTransport(outcomes: [.failure(TransportError(reason: reason, request: "POST", detail: "x"))])
        guard case .lost = await exporter(mock).export(batch) else {
            Issue.record("it can't have been delivered")
            return
        }
        #expect(mock.requests.count == 5)
    }

    @Test(
        "of a part that the collector refused it is told",
        arguments: [
            (#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}"#, 3), (#"{"partialSuccess":{"rejectedSpans":3}}"#, 3),
            (#"{"partialSuccess":{}}"#, 0), ("", 0), ("<html>", 0), (#"{"partialSuccess":{"rejectedSpans":"-5"}}"#, 0),
        ])
    func partial(body: String, refused: Int) async {
        let mock = MockTransport(outcomes: [answer(200, [:], body)])
        #expect(await exporter(mock).export(batch) == .delivered(refused: refused))
    }
}
