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
    private func get(_ uri: String, accept: String = "text/html,*/*;q=0.8", reader: SampleReader = SampleReader()) async throws -> TestResponse {
        let router = ServiceRouter(registry: MetricsRegistry())
        IngestWeb(reader: reader, desk: FakeDesk(), clock: .fixed(Sample.now), random: { 0xABC }).add(to: router)
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

    @Test(arguments: [
        ("/", "Active"), ("/?show=all", "All"), ("/?show=nonsense", "Active"), ("/?severity=critical", "All"), ("/?show=active&text=x", "Active"),
        ("/?after=\(Sample.other)", "All"),
    ])
    func `the list opens on what is active, and a search looks everywhere`(uri: String, tab: String) async throws {
        let page = String(buffer: try await get(uri).body)
        #expect(page.contains(" aria-current=\"page\">\(tab)</a>"))
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
        let response = try await get("/", reader: SampleReader(isAway: true))
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "3")
        #expect(!String(buffer: response.body).contains("refused"))
    }
}
