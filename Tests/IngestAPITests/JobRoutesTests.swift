import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestAPI
import IngestDomain
import Primitives
import ServerKit
import Synchronization
import Telemetry
import Testing

@Suite struct JobRoutesTests {
    private func with(_ desk: FakeJobDesk, _ test: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let router = ServiceRouter(registry: MetricsRegistry())
        JobRoutes(desk: desk).add(to: router)
        try await Application(responder: router.buildResponder()).test(.router, test)
    }

    @Test func `the queue is told with how the replicas find the agent`() async throws {
        try await with(FakeJobDesk()) { client in
            try await client.execute(uri: "/api/v1/queue", method: .get) { response in
                #expect(response.status == .ok)
                let text = String(buffer: response.body)
                #expect(text.contains(#""queued":7"#))
                #expect(text.contains(#""longest_wait_seconds":4.5"#))
                #expect(text.contains(#""state":"half_open""#))
            }
        }
    }

    @Test func `dead letters are paged, and a query that can't be read is refused`() async throws {
        let desk = FakeJobDesk()
        try await with(desk) { client in
            try await client.execute(uri: "/api/v1/dead-letters?limit=1&after=12", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains(#""next":"11""#))
            }
            for query in ["limit=0", "limit=201", "after=x", "after=-1", "after=01", "state=dead"] {
                try await client.execute(uri: "/api/v1/dead-letters?\(query)", method: .get) { #expect($0.status == .badRequest, "\(query)") }
            }
        }
        #expect(desk.calls == ["list 1 12"])
    }

    @Test(arguments: [("replay", "queued"), ("discard", "done")])
    func `a job is decided about by its id`(verb: String, state: String) async throws {
        try await with(FakeJobDesk()) { client in
            try await client.execute(uri: "/api/v1/jobs/1/\(verb)", method: .post) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == #"{"id":1,"state":"\#(state)"}"#)
            }
            try await client.execute(uri: "/api/v1/jobs/2/\(verb)", method: .post) { #expect($0.status == .conflict) }
            try await client.execute(uri: "/api/v1/jobs/3/\(verb)", method: .post) { #expect($0.status == .notFound) }
            for id in ["x", "0", "-1", "1.0", "99999999999999999999"] {
                try await client.execute(uri: "/api/v1/jobs/\(id)/\(verb)", method: .post) { #expect($0.status == .badRequest, "\(id)") }
            }
        }
    }

    @Test func `many are replayed within a bound`() async throws {
        let desk = FakeJobDesk()
        try await with(desk) { client in
            try await client.execute(uri: "/api/v1/dead-letters/replay", method: .post) { response in
                #expect(String(buffer: response.body) == #"{"more":true,"replayed":1000}"#)
            }
            try await client.execute(uri: "/api/v1/dead-letters/replay?limit=5", method: .post) { #expect($0.status == .ok) }
            try await client.execute(uri: "/api/v1/dead-letters/replay?limit=1001", method: .post) { #expect($0.status == .badRequest) }
        }
        #expect(desk.calls == ["all 1000 anonymous", "all 5 anonymous"])
    }

    @Test func `reading is for viewers, deciding for responders`() {
        let router = ServiceRouter(registry: MetricsRegistry())
        JobRoutes(desk: FakeJobDesk()).add(to: router)
        for route in router.routes.all { #expect(route.access == (route.method == .get ? .viewers : .responders), "\(route.path)") }
    }
}

/// Job 1 is dead, job 2 runs, and there are no others.
private final class FakeJobDesk: JobDesk {
    private let said = Mutex<[String]>([])
    var calls: [String] { said.withLock { $0 } }

    func deadLetters(_ page: Page<JobID>, in scope: ClusterScope) async throws(IntakeError) -> Paged<DeadLetter, JobID> {
        said.withLock { $0.append("list \(page.limit) \(page.after?.description ?? "")") }
        let letter = DeadLetter(
            id: JobID(11), kind: .analyze, incidentID: IncidentID(UUIDv7(milliseconds: 1, counter: 0, random: 0)), cluster: "lab", alertName: "A",
            subject: "", attempts: 5, createdAt: Timestamp(microseconds: 0), diedAt: nil, error: nil)
        return Paged(items: [letter], next: letter.id)
    }

    func replay(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision { decision(id) }

    func discard(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision { decision(id) }

    func replayAll(limit: Int, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> ReplayReceipt {
        said.withLock { $0.append("all \(limit) \(actor)") }
        return ReplayReceipt(replayed: limit, more: true)
    }

    func overview(in scope: ClusterScope) async throws(IntakeError) -> QueueOverview {
        QueueOverview(
            depth: QueueDepth(queued: 7, running: 1, dead: 1, longestWait: .milliseconds(4500)), concurrency: 8,
            agents: [AgentCircuit(worker: "one", state: .halfOpen, reason: "refused", since: Timestamp(microseconds: 0))])
    }

    private func decision(_ id: JobID) -> JobDecision {
        switch id.number {
        case 1: .taken
        case 2: .notDead(.running)
        default: .notFound
        }
    }
}
