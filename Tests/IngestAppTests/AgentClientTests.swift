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

    @Test(arguments: [TransportError.Reason.timedOut, .disconnected])
    func `an agent that doesn't finish has failed at the job, for now`(reason: TransportError.Reason) async {
        guard case .broke(let failure) = await failure(FakeAgent(error: reason)) else {
            Issue.record("not broken")
            return
        }
        #expect(failure.isRetryable)
    }

    @Test(arguments: [(400, false), (413, false), (422, false), (409, true)])
    func `an error answer says whether to ask again`(status: Int, isRetryable: Bool) async {
        let body = #"{"type":"about:blank","title":"No","status":\#(status),"detail":"because"}"#
        let agent = FakeAgent(status: .init(code: status), headers: [.retryAfter: "7"], body: body)
        #expect(
            await failure(agent)
                == .refused(
                    JobFailure(
                        message: "POST /analyze: the agent answered \(status): because", isRetryable: isRetryable, retryAfter: .seconds(7))))
    }

    @Test(arguments: [(429, "7", 7), (503, "7", 7), (503, "Sun, 06 Nov 1994 08:49:47 GMT", 10), (429, "Sun, 06 Nov 1994 08:49:47 GMT", 10)])
    func `a busy agent says when to come again, in seconds or by a date`(status: Int, header: String, seconds: Int) async {
        let agent = FakeAgent(status: .init(code: status), headers: [.retryAfter: header])
        #expect(await failure(agent) == .busy(reason: "POST /analyze: the agent answered \(status)", retryAfter: .seconds(seconds)))
    }

    @Test(arguments: ["", "soon", "-1"]) func `throttled without a readable time is busy all the same`(header: String) async {
        let agent = FakeAgent(status: .tooManyRequests, headers: [.retryAfter: header])
        #expect(await failure(agent) == .busy(reason: "POST /analyze: the agent answered 429", retryAfter: nil))
    }

    @Test(arguments: [401, 403, 404, 421, 503])
    func `what no agent says means that there is none, and is no job's fault`(status: Int) async {
        let reason = "POST /analyze: the agent answered \(status)"
        #expect(await failure(FakeAgent(status: .init(code: status))) == .away(reason: reason))
    }

    @Test(arguments: [500, 502, 504]) func `an agent that breaks down may not do so the next time`(status: Int) async {
        let failure = await failure(FakeAgent(status: .init(code: status)))
        #expect(failure == .broke(JobFailure(message: "POST /analyze: the agent answered \(status)")))
    }

    @Test(arguments: ["", "<html>", "{}", "[]", #"{"status":"success"}"#])
    func `an answer that isn't the contract's is a failure, and may be another server's the next time`(body: String) async {
        guard case .refused(let failure) = await failure(FakeAgent(status: .ok, body: body)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.isRetryable)
        #expect(failure.message.contains("contract"))
    }
}
