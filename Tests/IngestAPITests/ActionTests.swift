import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestAPI
import IngestDomain
import NIOCore
import Primitives
import ServerKit
import Telemetry
import Testing

/// What people do with incidents, over HTTP.
@Suite("Routes for people") struct ActionTests {
    private static let path = "/api/v1/incidents/\(Sample.id)"
    private static let version = IncidentVersion(transaction: 7, entry: 3)

    private static let reader: FakeReader = {
        var reader = FakeReader()
        reader.incident = { _, scope throws(IntakeError) in
            guard scope.contains("lab") else { return nil }
            return IncidentDetail(incident: Sample.summary, alerts: [], timeline: [], analyses: [], jobs: [], version: ActionTests.version)
        }
        return reader
    }()

    private func with(
        _ desk: FakeDesk = FakeDesk(), as principal: Principal? = nil, _ test: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let registry = MetricsRegistry()
        let control = principal.map { AccessControl.authenticated(Only(somebody: $0)) } ?? .open
        let router = ServiceRouter(registry: registry, entrance: Entrance(control: control, registry: registry))
        IngestAPI(
            sink: FakeSink(), reader: Self.reader, desk: desk, events: FakeLog(), hub: EventHub(metrics: EventMetrics(registry: registry)),
            statistics: FakeLedger(), notifications: NotificationReader(defaultCluster: "home"),
            maximumBodyBytes: 1 << 20, clock: .fixed(Sample.now), metrics: WebhookMetrics(registry: registry)
        ).add(to: router)
        try await Application(responder: router.buildResponder()).test(.router, test)
    }

    /// Lets one token in, as one principal.
    private struct Only: Authenticator {
        let somebody: Principal

        func principal(for credentials: Credentials) throws(AuthenticationFailure) -> Principal { somebody }
    }

    private func send(
        _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, ifMatch: String? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.authorization: "Bearer x"]
        if let ifMatch { headers[.ifMatch] = ifMatch }
        return try await client.execute(uri: Self.path + path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }

    private func fields(_ response: TestResponse) throws -> [String] {
        try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body.readableBytesView)).errors?.map(\.field) ?? []
    }

    struct Case: Sendable {
        let method: HTTPRequest.Method
        let path: String
        var body: String?
        let request: FakeDesk.Request
        var status = HTTPResponse.Status.ok
    }

    @Test(
        "Each does what it says, and answers with the incident and its ETag",
        arguments: [
            Case(
                method: .patch, path: "",
                body: #"{"title":"Mine","severity":"critical","assignee":null,"state":"resolved","resolution":"done","hidden":true}"#,
                request: .change(
                    IncidentChange(
                        title: .set("Mine"), severity: .set(.critical), assignee: .clear, isHidden: true, state: .resolved,
                        resolution: .set("done")))),
            Case(method: .patch, path: "", body: "{}", request: .change(IncidentChange())),
            Case(method: .post, path: "/acknowledge", request: .change(IncidentChange(state: .acknowledged))),
            Case(method: .post, path: "/resolve", request: .change(IncidentChange(state: .resolved))),
            Case(
                method: .post, path: "/resolve", body: #"{"resolution":"rolled back"}"#,
                request: .change(IncidentChange(state: .resolved, resolution: .set("rolled back")))),
            Case(method: .post, path: "/reopen", body: "{}", request: .change(IncidentChange(state: .open))),
            Case(method: .post, path: "/comments", body: #"{"text":"on it"}"#, request: .change(IncidentChange(comment: "on it"))),
            Case(method: .post, path: "/merge", body: #"{"into":"\#(Sample.id)"}"#, request: .merge(into: Sample.id)),
            Case(
                method: .post, path: "/split", body: #"{"alerts":["a","b"],"title":"Mine"}"#,
                request: .split(alerts: ["a", "b"], title: "Mine"), status: .created),
            Case(
                method: .post, path: "/move", body: #"{"alerts":["a"],"to":"\#(Sample.id)"}"#,
                request: .move(alerts: ["a"], to: Sample.id)),
            Case(
                method: .put, path: "/feedback", body: #"{"alert_name":"A","subject":"shop/orders","vote":"down","category":"oom_killed"}"#,
                request: .rate(AnalysisRating(alertName: "A", subject: "shop/orders", vote: .down, category: "oom_killed"))),
        ])
    func actions(example: Case) async throws {
        let desk = FakeDesk()
        try await with(desk, as: Principal(name: "ada", role: .responder, cluster: "lab")) { client in
            let response = try await send(client, example.method, example.path, example.body)
            #expect(response.status == example.status)
            #expect(response.headers[.eTag]?.hasPrefix("\"7-3.") == true)
            if example.status == .created { #expect(response.headers[.location]?.hasPrefix("/api/v1/incidents/") == true) }
        }
        #expect(desk.requests.map(\.request) == [example.request])
        #expect(desk.requests.first?.responder == Responder(name: "ada", scope: .only("lab")))
    }

    @Test(
        "What can't be taken is named, and reaches nobody",
        arguments: [
            ("PATCH", "", #"{"asignee":"x"}"#, "asignee"), ("PATCH", "", #"{"title":" "}"#, "title"),
            ("PATCH", "", #"{"severity":"kritisch"}"#, "severity"), ("PATCH", "", #"{"title":7}"#, "title"),
            ("PATCH", "", #"{"state":"merged"}"#, "state"),
            ("PATCH", "", #"{"hidden":"yes"}"#, "hidden"), ("PATCH", "", "[]", "body"), ("PATCH", "", "{", "body"),
            ("POST", "/comments", "{}", "text"), ("POST", "/comments", #"{"text":"\u0000"}"#, "text"),
            ("POST", "/comments", #"{"text":"\#(String(repeating: "x", count: 10_001))"}"#, "text"),
            ("POST", "/acknowledge", #"{"by":"me"}"#, "by"), ("POST", "/merge", #"{"into":"x"}"#, "into"),
            ("POST", "/split", #"{"alerts":[]}"#, "alerts"), ("POST", "/split", #"{"alerts":[1]}"#, "alerts"),
            ("POST", "/move", #"{"alerts":["a"]}"#, "to"), ("PUT", "/feedback", #"{"vote":"up"}"#, "alert_name"),
            ("PUT", "/feedback", #"{"alert_name":"A","vote":"maybe"}"#, "vote"), ("PUT", "/feedback", #"{"alert_name":"A"}"#, "vote"),
        ])
    func wrong(method: String, path: String, body: String, field: String) async throws {
        let desk = FakeDesk()
        try await with(desk) { client in
            let response = try await send(client, try #require(HTTPRequest.Method(method)), path, body)
            #expect(response.status == .badRequest)
            #expect(try fields(response).contains { $0.contains(field) || field == "body" || field == "text" })
        }
        #expect(desk.requests.isEmpty)
    }

    @Test("A change is asked for on condition of the version alone, whatever only counts")
    func preconditions() async throws {
        let desk = FakeDesk()
        try await with(desk) { client in
            for (field, status) in [
                (#""7-3.0123456789abcdef""#, HTTPResponse.Status.ok), (#""7-3.00", "8-4.00""#, .ok), ("*", .ok), (#"W/"7-3.00""#, .ok),
                ("7-3", .badRequest), (#""7-3"#, .badRequest),
            ] {
                let answered = try await send(client, .post, "/acknowledge", ifMatch: field).status
                #expect(answered == status, "\(field)")
            }
        }
        #expect(
            desk.requests.map(\.precondition) == [
                .isOneOf([Self.version]), .isOneOf([Self.version, IncidentVersion(transaction: 8, entry: 4)]), .none, .isOneOf([]),
            ])
    }

    @Test("Whoever comes too late is told, with the ETag as it is now")
    func stale() async throws {
        try await with(FakeDesk(refusal: .stale)) { client in
            let response = try await send(client, .post, "/resolve", ifMatch: #""1-1.00""#)
            #expect(response.status == .preconditionFailed)
            #expect(response.headers[.eTag]?.hasPrefix("\"7-3.") == true)
        }
    }

    @Test("A refusal says why")
    func refusals() async throws {
        try await with(FakeDesk(refusal: .conflict("It is resolved."))) { client in
            let response = try await send(client, .post, "/acknowledge")
            #expect(response.status == .conflict)
            #expect(String(buffer: response.body).contains("It is resolved."))
        }
        try await with(FakeDesk(refusal: .notFound)) { client in
            let response = try await send(client, .post, "/reopen")
            #expect(response.status == .notFound)
        }
        try await with(FakeDesk(refusal: .intake(.unavailable(reason: "secret host", retryAfter: .seconds(2))))) { client in
            let response = try await send(client, .post, "/reopen")
            #expect(response.status == .serviceUnavailable)
            #expect(!String(buffer: response.body).contains("secret"))
        }
    }

    @Test("Viewers read and don't change")
    func roles() async throws {
        let desk = FakeDesk(matches: [])
        try await with(desk, as: Principal(name: "eve", role: .viewer)) { client in
            for (method, path) in [
                (HTTPRequest.Method.patch, ""), (.post, "/acknowledge"), (.post, "/resolve"), (.post, "/reopen"), (.post, "/comments"),
                (.post, "/merge"), (.post, "/split"), (.post, "/move"), (.put, "/feedback"),
            ] {
                let refused = try await send(client, method, path, "{}").status
                #expect(refused == .forbidden, "\(method) \(path)")
            }
            let incident = try await send(client, .get, "").status
            #expect(incident == .ok)
            let similar = try await send(client, .get, "/similar").status
            #expect(similar == .ok)
        }
        #expect(desk.requests.map(\.request) == [.similar(limit: 5)])
    }

    @Test("Another cluster's incident isn't there")
    func clusters() async throws {
        try await with(as: Principal(name: "eve", role: .responder, cluster: "prod")) { client in
            let incident = try await send(client, .get, "").status
            #expect(incident == .notFound)
            let similar = try await send(client, .get, "/similar").status
            #expect(similar == .notFound)
        }
    }

    @Test("Whoever has the incident already isn't sent it again")
    func notModified() async throws {
        try await with { client in
            let first = try await send(client, .get, "")
            let tag = try #require(first.headers[.eTag])
            for (field, status) in [(tag, HTTPResponse.Status.notModified), ("W/\(tag)", .notModified), (#""7-3.00""#, .ok), ("*", .notModified)] {
                let again = try await client.execute(uri: Self.path, method: .get, headers: [.ifNoneMatch: field])
                #expect(again.status == status, "\(field)")
                #expect(again.headers[.eTag] == tag)
                if status == .notModified { #expect(again.body.readableBytes == 0) }
            }
        }
    }

    @Test(
        "Tags that can't be read change nothing: who reads gets it all, who would change something under them is refused",
        arguments: ["7-3", #""7-3"#, #""a"b""#, "\"\(String(repeating: "7", count: 81))\""])
    func garbledTags(field: String) async throws {
        try await with { client in
            let read = try await client.execute(uri: Self.path, method: .get, headers: [.ifNoneMatch: field]).status
            #expect(read == .ok)
            let changed = try await client.execute(uri: Self.path + "/acknowledge", method: .post, headers: [.ifMatch: field]).status
            #expect(changed == .badRequest)
        }
    }

    @Test("Feedback is listed in pages, and similar incidents are bounded")
    func lists() async throws {
        let desk = FakeDesk(matches: [])
        try await with(desk) { client in
            let page = try await client.execute(uri: "/api/v1/feedback?limit=2&after=9", method: .get)
            #expect(String(buffer: page.body) == #"{"items":[],"next":"7"}"#)
            let wrongCursor = try await client.execute(uri: "/api/v1/feedback?after=x", method: .get).status
            #expect(wrongCursor == .badRequest)
            let tooMany = try await client.execute(uri: Self.path + "/similar?limit=21", method: .get).status
            #expect(tooMany == .badRequest)
            let similar = try await client.execute(uri: Self.path + "/similar?limit=3", method: .get)
            #expect(String(buffer: similar.body) == #"{"items":[]}"#)
        }
        #expect(desk.requests.map(\.request) == [.feedback(Page(limit: 2, after: 9)), .similar(limit: 3)])
    }
}
