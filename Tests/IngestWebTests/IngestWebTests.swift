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

@Suite struct IngestWebTests {
    private struct Reader: IncidentReader {
        var isAway = false

        func incidents(
            _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
        ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID> {
            if isAway { throw .unavailable(reason: "connection refused", retryAfter: .seconds(3)) }
            return Paged(items: [Sample.summary()], next: nil)
        }

        func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? {
            id == Sample.id ? Sample.detail() : nil
        }

        func alerts(
            of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
        ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>? { nil }

        func timeline(
            of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
        ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>? { nil }

        func firingAlerts(
            _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
        ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition> {
            Paged(items: [], next: nil)
        }

        func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? {
            fingerprint == "a/b" ? AlertDetail(episodes: [Sample.episode()], incidents: [], analyses: []) : nil
        }
    }

    private func get(_ uri: String, accept: String = "text/html,*/*;q=0.8", reader: Reader = Reader()) async throws -> TestResponse {
        let router = ServiceRouter(registry: MetricsRegistry())
        IngestWeb(reader: reader, clock: .fixed(Sample.now), random: { 0xABC }).add(to: router)
        return try await Application(responder: router.buildResponder()).test(.router) { client in
            try await client.execute(uri: uri, method: .get, headers: [.accept: accept])
        }
    }

    @Test(arguments: ["/", "/?show=active", "/incidents/\(Sample.id)", "/alerts/a%2Fb?cluster=lab"])
    func `each page is HTML that a browser may only show`(uri: String) async throws {
        let response = try await get(uri)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'nonce-abcabc';"))
        #expect(!policy.contains("unsafe"))
        #expect(String(buffer: response.body).contains(#"<style nonce="abcabc">"#))
    }

    @Test(arguments: ["/incidents/nonsense", "/incidents/\(Sample.other)", "/alerts/none", "/no/such/page"])
    func `what isn't there is a page too, for browsers`(uri: String) async throws {
        let response = try await get(uri)
        #expect(response.status == .notFound)
        #expect(String(buffer: response.body).contains("<h1>Not Found</h1>"))
    }

    @Test func `everybody else gets the problem document`() async throws {
        let response = try await get("/incidents/nonsense", accept: "*/*")
        #expect(response.status == .notFound)
        #expect(response.headers[.contentType] == "application/problem+json")
    }

    @Test func `while the database is away the page says so, without its inside`() async throws {
        let response = try await get("/", reader: Reader(isAway: true))
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "3")
        #expect(!String(buffer: response.body).contains("refused"))
    }
}
