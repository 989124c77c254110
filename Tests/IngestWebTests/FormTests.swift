import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestDomain
import IngestWeb
import NIOCore
import Primitives
import ServerKit
import Telemetry
import Testing

@Suite struct FormTests {
    private static let ours = [HTTPField(name: .secFetchSite, value: "same-origin")]

    private func post(_ body: String, headers: [HTTPField] = ours, desk: FakeDesk = FakeDesk(), to id: String = "\(Sample.id)") async throws
        -> TestResponse
    {
        let router = ServiceRouter(registry: MetricsRegistry())
        IngestWeb(reader: SampleReader(), desk: desk, clock: .fixed(Sample.now), random: { 0xABC }).add(to: router)
        return try await Application(responder: router.buildResponder()).test(.router) { client in
            try await client.execute(
                uri: "/incidents/\(id)", method: .post, headers: HTTPFields(headers), body: ByteBuffer(string: body))
        }
    }

    @Test(arguments: [
        ("action=acknowledge", IncidentChange(state: .acknowledged), Precondition.none),
        ("action=reopen", IncidentChange(state: .open), .none),
        ("action=assign&assignee=+Ada+", IncidentChange(assignee: .set("Ada")), .none),
        ("action=assign&assignee=", IncidentChange(assignee: .clear), .none),
        ("action=severity&severity=critical", IncidentChange(severity: .set(.critical)), .none),
        ("action=severity&severity=Page", IncidentChange(severity: .set(Severity("Page"))), .none),
        ("action=severity&severity=", IncidentChange(severity: .clear), .none),
        ("action=comment&comment=50+%25+%C3%BC%0D%0Amore", IncidentChange(comment: "50 % ü\r\nmore"), .none),
        (
            "version=7-3&resolution=restarted&action=resolve", IncidentChange(state: .resolved, resolution: .set("restarted")),
            .isOneOf([IncidentVersion(transaction: 7, entry: 3)])
        ),
    ])
    func `each form does one thing, and leads back to the incident`(body: String, change: IncidentChange, precondition: Precondition) async throws {
        let desk = FakeDesk()
        let response = try await post(body, desk: desk)
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == "/incidents/\(Sample.id)")
        #expect(desk.requests == [.init(change: change, responder: Responder(name: "anonymous"), precondition: precondition)])
    }

    @Test func `a vote says which analysis it is on`() async throws {
        let desk = FakeDesk()
        _ = try await post("action=rate&vote=down&alert_name=A%26B&subject=shop%2Forders&cause=the+network", desk: desk)
        let rating = AnalysisRating(alertName: "A&B", subject: "shop/orders", vote: .down, cause: "the network")
        #expect(desk.requests.map(\.rating) == [rating])
    }

    @Test(arguments: [
        [HTTPField(name: .secFetchSite, value: "cross-site")], [HTTPField(name: .secFetchSite, value: "same-site")],
        [HTTPField(name: .origin, value: "https://evil.example")],
        [HTTPField(name: .origin, value: "null")],
        [HTTPField(name: .secFetchSite, value: "cross-site"), HTTPField(name: .origin, value: "http://localhost")],
    ])
    func `nothing is changed from a page of somebody else's`(headers: [HTTPField]) async throws {
        let desk = FakeDesk()
        #expect(try await post("action=acknowledge", headers: headers, desk: desk).status == .forbidden)
        #expect(desk.requests.isEmpty)
    }

    @Test(arguments: [
        "", "action=explode", "action=comment", "action=comment&comment=++", "action=rate", "action=rate&vote=sideways", "action=%ZZ",
        "action=%FF", "action=comment&comment=%00", "action=acknowledge&action=resolve", "action=resolve&version=x",
        "action=severity&severity=kritisch",
        "action=comment&comment=\(String(repeating: "x", count: 10_001))",
    ])
    func `a form that can't be read changes nothing`(body: String) async throws {
        let desk = FakeDesk()
        #expect(try await post(body, desk: desk).status == .badRequest)
        #expect(desk.requests.isEmpty)
    }

    @Test func `an incident that changed meanwhile is looked at again first`() async throws {
        #expect(try await post("action=acknowledge", desk: FakeDesk(failing: .stale)).status == .conflict)
        #expect(try await post("action=acknowledge", desk: FakeDesk(failing: .conflict("It is merged."))).status == .conflict)
        #expect(try await post("action=acknowledge", desk: FakeDesk(failing: .notFound)).status == .notFound)
        #expect(try await post("action=acknowledge", to: "nonsense").status == .notFound)
        let away = FakeDesk(failing: .intake(.unavailable(reason: "gone", retryAfter: .seconds(3))))
        #expect(try await post("action=acknowledge", desk: away).status == .serviceUnavailable)
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .cookie
}
