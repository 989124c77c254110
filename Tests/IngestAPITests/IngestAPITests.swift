import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestAPI
import IngestDomain
import Logging
import NIOCore
import Primitives
import ServerKit
import Telemetry
import Testing

@Suite struct IngestAPITests {
    private static let alert = #"{"labels":{"alertname":"A"},"startsAt":"2026-11-21T07:42:39Z"}"#
    private static let webhook = #"{"version":"4","alerts":[\#(alert),\#(alert)]}"#

    /// The routes, over ports that the test made.
    private func with(
        sink: FakeSink = FakeSink(), reader: FakeReader = FakeReader(), registry: MetricsRegistry = MetricsRegistry(),
        maximumBodyBytes: Int = 1 << 20, _ test: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = ServiceRouter(registry: registry)
        IngestAPI(
            sink: sink, reader: reader, desk: FakeDesk(), events: FakeLog(), hub: EventHub(metrics: EventMetrics(registry: registry)),
            statistics: FakeLedger(), notifications: NotificationReader(defaultCluster: "home"), maximumBodyBytes: maximumBodyBytes,
            clock: .fixed(Sample.now), metrics: WebhookMetrics(registry: registry)
        ).add(to: router)
        try await Application(responder: router.buildResponder()).test(.router, test)
    }

    private func post(_ client: any TestClientProtocol, _ body: String) async throws -> TestResponse {
        try await client.execute(uri: "/webhook/alertmanager", method: .post, body: ByteBuffer(string: body))
    }

    private func problem(_ response: TestResponse) throws -> ProblemDocument {
        #expect(response.headers[.contentType] == "application/problem+json")
        return try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body.readableBytesView))
    }

    @Test func `a webhook is answered when its alerts are taken, with their incidents`() async throws {
        let sink = FakeSink { IntakeReceipt(alerts: $0.count, incidents: [Sample.id]) }
        let registry = MetricsRegistry()
        try await with(sink: sink, registry: registry) { client in
            let response = try await post(client, Self.webhook)
            #expect(response.status == .ok)
            let expected = #"{"alerts":2,"incidents":["\#(Sample.id)"],"new":2,"repeated":0,"resolved":0,"status":"success"}"#
            #expect(String(buffer: response.body) == expected)
        }
        #expect(sink.webhooks.map(\.count) == [2])
        #expect(sink.webhooks.first?.first?.receivedAt == Sample.now)
        #expect(registry.exposition().contains(#"whence_intake_webhooks_total{source="alertmanager",outcome="accepted"} 1"#))
        #expect(registry.exposition().contains(#"whence_intake_alerts_total{status="firing"} 2"#))
    }

    @Test func `what isn't a webhook is refused, with the field named, and reaches nobody`() async throws {
        let sink = FakeSink()
        try await with(sink: sink) { client in
            let response = try await post(client, #"{"version":"4","alerts":[{"labels":{"a":"b"}}]}"#)
            #expect(response.status == .badRequest)
            #expect(try problem(response).errors == [FieldError(field: "alerts[0].startsAt", message: "is required")])
        }
        #expect(sink.webhooks.isEmpty)
    }

    @Test func `an alert that can't be taken is named and counted, and its neighbours are taken`() async throws {
        let sink = FakeSink()
        let registry = MetricsRegistry()
        try await with(sink: sink, registry: registry) { client in
            let response = try await post(client, #"{"version":"4","alerts":[{"labels":{"a":"b"}},\#(Self.alert)]}"#)
            #expect(response.status == .ok)
            let rejected = #""rejected":{"alerts":1,"errors":[{"field":"alerts[0].startsAt","message":"is required"}]}"#
            let expected = #"{"alerts":1,"incidents":[],"new":1,\#(rejected),"repeated":0,"resolved":0,"status":"success"}"#
            #expect(String(buffer: response.body) == expected)
        }
        #expect(sink.webhooks.map(\.count) == [1])
        #expect(registry.exposition().contains(#"whence_intake_webhooks_total{source="alertmanager",outcome="accepted"} 1"#))
        #expect(registry.exposition().contains(#"whence_intake_rejected_alerts_total{source="alertmanager"} 1"#))
    }

    @Test func `a body over the limit is refused unread`() async throws {
        let registry = MetricsRegistry()
        try await with(registry: registry, maximumBodyBytes: 100) { client in
            let response = try await post(client, Self.webhook)
            #expect(response.status == .contentTooLarge)
            #expect(try problem(response).status == 413)
        }
        #expect(registry.exposition().contains(#"whence_intake_webhooks_total{source="alertmanager",outcome="too_large"} 1"#))
    }

    @Test func `while the database is away the sender is asked to come again`() async throws {
        let sink = FakeSink { _ throws(IntakeError) in throw .unavailable(reason: "the database is away", retryAfter: .seconds(7)) }
        try await with(sink: sink) { client in
            let response = try await post(client, Self.webhook)
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "7")
            #expect(try problem(response).detail?.contains("database is away") == false)
        }
    }

    @Test func `a fault of the service says nothing of its inside`() async throws {
        let sink = FakeSink { _ throws(IntakeError) in throw .failed(reason: "column secret does not exist") }
        try await with(sink: sink) { client in
            let response = try await post(client, Self.webhook)
            #expect(response.status == .internalServerError)
            #expect(!String(buffer: response.body).contains("secret"))
        }
    }

    @Test func `incidents come in pages`() async throws {
        var reader = FakeReader()
        reader.list = { criteria, page, _ throws(IntakeError) in
            #expect(criteria == IncidentCriteria(states: [.open, .acknowledged]))
            #expect(page == Page(limit: 2, after: Sample.id))
            return Paged(items: [Sample.summary], next: Sample.id)
        }
        try await with(reader: reader) { client in
            let response = try await client.execute(
                uri: "/api/v1/incidents?limit=2&after=\(Sample.id)&state=open&state=acknowledged", method: .get)
            #expect(response.status == .ok)
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(response.body.readableBytesView))
            #expect(json["next"]?.string == "\(Sample.id)")
            let incident = json["items"]?.array?.first
            #expect(incident?["opened_at"]?.string == "\(Sample.now)")
            #expect(incident?["alerts"]?["firing"]?.integer == 2)
            #expect(incident?["state"]?.string == "open")
        }
    }

    @Test(arguments: [
        ("/api/v1/incidents?limit=0", "limit"), ("/api/v1/incidents?limit=201", "limit"), ("/api/v1/incidents?limit=x", "limit"),
        ("/api/v1/incidents?after=x", "after"), ("/api/v1/incidents?cursor=x", "cursor"), ("/api/v1/incidents?state=closed", "state"),
        ("/api/v1/incidents/x", "id"),
        ("/api/v1/alerts/%FF", "id"), ("/api/v1/alerts/%00", "id"),
    ])
    func `a parameter that can't be read is named`(uri: String, field: String) async throws {
        try await with { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.status == .badRequest)
            #expect(try problem(response).errors?.map(\.field) == [field])
        }
    }

    @Test(arguments: ["/api/v1/incidents/\(Sample.id)", "/api/v1/alerts/00ff", "/api/v1/nothing"])
    func `what isn't there is a 404`(uri: String) async throws {
        try await with { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.status == .notFound)
            #expect(try problem(response).status == 404)
        }
    }

    @Test func `an alert is found by its fingerprint, whatever that is made of`() async throws {
        var reader = FakeReader()
        reader.alert = { fingerprint, cluster throws(IntakeError) in
            #expect(fingerprint == "a/b ü")
            #expect(cluster == "lab")
            return AlertDetail(episodes: [], incidents: [Sample.summary], analyses: [])
        }
        try await with(reader: reader) { client in
            let response = try await client.execute(uri: "/api/v1/alerts/a%2Fb%20%C3%BC?cluster=lab", method: .get)
            #expect(response.status == .ok)
        }
    }
}
