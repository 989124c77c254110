import ArgumentParser
import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives
import Synchronization
import TestSupport
import Testing

@testable import CommandLineApp

@Suite struct JobsCommandTests {
    private static let overview = #"""
        {"queued":3,"running":8,"dead":2,"concurrency":64,"longest_wait_seconds":4.2,
         "agents":[{"worker":"ingest-0/1","state":"closed","since":"2026-11-21T07:44:09.578Z"},
                   {"worker":"ingest-1/1","state":"open","reason":"connection refused","since":"2026-11-21T07:44:09.578Z"}]}
        """#
    private static let letters = #"""
        {"items":[{"id":12,"kind":"analyze","incident_id":"01936f0c-9d3a-7c41-8f5e-2b6a7d1c0e94","cluster":"lab","alert_name":"KubePodNotReady",
          "subject":"shop/orders","attempts":5,"created_at":"2026-11-21T07:44:09.578Z","died_at":"2026-11-21T07:50:00Z","error":"timed\u001b[31m out"},
         {"id":7,"kind":"summarize","incident_id":"01936f0c-9d3a-7c41-8f5e-2b6a7d1c0e94","cluster":"lab","alert_name":"","subject":"",
          "attempts":1,"created_at":"2026-11-21T07:44:09.578Z"}]}
        """#

    private func client(_ service: MockTransport, token: String? = nil) -> QueueClient {
        QueueClient(address: "http://whence", token: token.map { Secret($0) }, network: service)
    }

    private static func service(
        _ status: HTTPResponse.Status = .ok, _ answer: @escaping @Sendable (OutboundRequest) -> String
    ) -> MockTransport {
        MockTransport { request throws(TransportError) in OutboundResponse(status: status, body: Array(answer(request).utf8)) }
    }

    @Test func `the list shows numbers, what the replicas find, and each dead letter, without obeying its escapes`() async throws {
        let service = Self.service { $0.url.hasSuffix("/queue") ? Self.overview : Self.letters }
        let client = client(service)
        let text = QueueReport(overview: try await client.overview(), letters: try await client.deadLetters(limit: 50)).text(.plain)
        #expect(text.contains("3 queued, the first of them for 4 s; 8 of at most 64 running; 2 dead"))
        #expect(text.contains("ingest-1/1 leaves the agent alone (open): connection refused"))
        #expect(!text.contains("ingest-0/1"))
        #expect(text.contains("KubePodNotReady on shop/orders"))
        #expect(text.contains("summary of an incident"))
        #expect(!text.contains("\u{1B}"))
        #expect(service.requests.map(\.url) == ["http://whence/api/v1/queue", "http://whence/api/v1/dead-letters?limit=50"])
    }

    @Test func `the token goes with each request, and nowhere without one`() async throws {
        let service = Self.service { _ in #"{"id":7,"state":"queued"}"# }
        try await client(service, token: "wht_secret").replay(7)
        try await client(service).discard(7)
        #expect(service.requests.map { $0.headers[.authorization] } == ["Bearer wht_secret", nil])
        #expect(service.requests.map(\.method) == [.post, .post])
        #expect(service.requests.map(\.url) == ["http://whence/api/v1/jobs/7/replay", "http://whence/api/v1/jobs/7/discard"])
    }

    @Test func `all are replayed, batch by batch`() async throws {
        let answers = Mutex([#"{"replayed":1000,"more":true}"#, #"{"replayed":3,"more":false}"#])
        let service = Self.service { _ in answers.withLock { $0.removeFirst() } }
        #expect(try await client(service).replayAll() == 1003)
        #expect(service.requests.count == 2)
    }

    @Test func `a refusal is told in the service's words`() async throws {
        let service = Self.service(.conflict) { _ in #"{"type":"about:blank","title":"Conflict","status":409,"detail":"Job 7 is running."}"# }
        let error = await #expect(throws: QueueClient.Refusal.self) { try await client(service).replay(7) }
        #expect(error?.description == "http://whence answers /api/v1/jobs/7/replay with 409: Job 7 is running.")
    }

    @Test func `where nobody answers, and where a token is asked for, it says what to do`() async throws {
        let away = MockTransport { request throws(TransportError) in
            throw TransportError(reason: .connectFailed, request: "GET http://whence", detail: "connection refused")
        }
        let absent = await #expect(throws: QueueClient.Refusal.self) { try await client(away).replay(7) }
        #expect(absent?.description == "GET http://whence: connection refused\nIs whence-ingest there? Set WHENCE_URL, or --url, to where it is.")
        let locked = Self.service(.unauthorized) { _ in "" }
        let refused = await #expect(throws: QueueClient.Refusal.self) { try await client(locked).replay(7) }
        #expect(refused?.description.contains("401\nSet WHENCE_TOKEN") == true)
        let agent = Analyzer.agent("http://agent", token: Secret("t"), transport: locked, timeout: .seconds(1))
        let alert = Alert(status: .firing, labels: [:], startsAt: Timestamp(microseconds: 0))
        let unasked = await #expect(throws: Analyzer.Failure.self) { try await agent.analyze(AnalyzeRequest(alert: alert)) }
        #expect(unasked?.description.contains("Set AGENT_TOKEN") == true)
        #expect(locked.requests.last?.headers[.authorization] == "Bearer t")
    }

    @Test(arguments: [["replay"], ["replay", "--all", "7"], ["list", "--limit", "0"], ["discard"], ["replay", "x"]])
    func `a command that says nothing to do, or too much, is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try JobsCommand.parseAsRoot(arguments) }
    }
}
