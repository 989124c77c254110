import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import IngestApp
import IngestDomain
import Primitives
import Testing

@Suite struct AgentClientTests {
    private static let now = Timestamp(microseconds: 784_111_777_000_000)
    private let request = AnalyzeRequest(
        alert: Alert(status: .firing, labels: ["alertname": "A"], startsAt: Timestamp(microseconds: 0)), threadTs: "1700.5", incidentID: "i1")

    private func client(_ agent: FakeAgent) -> AgentClient {
        AgentClient(transport: agent, baseURL: "http://agent:8000", timeout: .seconds(9), clock: .fixed(Self.now))
    }

    private func failure(_ agent: FakeAgent) async -> AgentError? {
        await #expect(throws: AgentError.self) { try await client(agent).analyze(request) }
    }

    @Test func `a request is posted with its deadline, and its answer read`() async throws {
        let agent = FakeAgent(status: .ok, body: FakeAgent.analysis)
        let response = try await client(agent).analyze(request)
        #expect(response.status == "success")
        let sent = try #require(agent.seen.first)
        #expect(sent.url == "http://agent:8000/analyze")
        #expect(sent.method == .post)
        #expect(sent.timeout == .seconds(9))
        let body = try JSONDecoder().decode(AnalyzeRequest.self, from: Data(sent.body))
        #expect(body.threadTs == "1700.5")
        #expect(body.incidentID == "i1")
    }

    @Test func `summaries have an address of their own`() async throws {
        let agent = FakeAgent(status: .ok, body: #"{"status":"success","title":"t","summary":"s","detail":"d"}"#)
        let request = SummarizeIncidentRequest(
            incidentID: "i", title: "t", severity: "", firedAt: Self.now, resolvedAt: nil, alerts: [])
        #expect(try await client(agent).summarize(request).detail == "d")
        #expect(agent.seen.first?.url == "http://agent:8000/summarize-incident")
    }

    @Test(arguments: [TransportError.Reason.connectFailed, .tlsFailed, .circuitOpen])
    func `an agent that can't be reached is away, which is no job's fault`(reason: TransportError.Reason) async {
        guard case .away = await failure(FakeAgent(error: reason)) else {
            Issue.record("not away")
            return
        }
    }

    @Test(arguments: [TransportError.Reason.timedOut, .disconnected, .tooLarge])
    func `an agent that doesn't finish has failed at the job, for now`(reason: TransportError.Reason) async {
        guard case .failed(let failure) = await failure(FakeAgent(error: reason)) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.isRetryable)
    }

    @Test(arguments: [(400, false), (413, false), (422, false), (404, true), (429, true), (500, true), (502, true)])
    func `an error answer says whether to ask again`(status: Int, isRetryable: Bool) async {
        let body = #"{"type":"about:blank","title":"No","status":\#(status),"detail":"because"}"#
        let agent = FakeAgent(status: .init(code: status), headers: [.retryAfter: "7"], body: body)
        #expect(
            await failure(agent)
                == .failed(
                    JobFailure(
                        message: "POST /analyze: the agent answered \(status): because", isRetryable: isRetryable, retryAfter: .seconds(7))))
    }

    @Test func `an agent that takes nothing now is away until the time it names`() async {
        let agent = FakeAgent(status: .serviceUnavailable, headers: [.retryAfter: "Sun, 06 Nov 1994 08:49:47 GMT"])
        #expect(await failure(agent) == .away(reason: "POST /analyze: the agent answered 503", retryAfter: .seconds(10)))
    }

    @Test(arguments: ["", "<html>", "{}", "[]", #"{"status":"success"}"#])
    func `an answer that isn't the contract's is a failure, and may be another server's the next time`(body: String) async {
        guard case .failed(let failure) = await failure(FakeAgent(status: .ok, body: body)) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.isRetryable)
        #expect(failure.message.contains("contract"))
    }
}
