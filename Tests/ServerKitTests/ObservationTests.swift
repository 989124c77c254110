import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import ServerKit

@Suite("Request ids, access log and metrics")
struct ObservationTests {
    private let service = TestService()

    @Test(
        "a client's sane id is kept, any other replaced",
        arguments: [("abc-1.2:3_Z", true), ("", false), ("a b", false), ("a\"b", false), ("é", false)])
    func ids(id: String, kept: Bool) async throws {
        #expect(RequestIDs.isAcceptable(id) == kept)
        try await service.application.test(.router) { client in
            let response = try await client.executeRequest(uri: "/ping", method: .get, headers: [RequestIDs.header: id], body: nil)
            let answered = try #require(response.headers[RequestIDs.header])
            #expect((answered == id) == kept)
            #expect(!answered.isEmpty)
        }
    }

    @Test("requests are counted by route, not by path, and methods that nobody knows as other")
    func metrics() async throws {
        try await service.application.test(.router) { client in
            for path in ["/greetings/1", "/greetings/2", "/made/up/1", "/made/up/2"] {
                _ = try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
            }
            _ = try await client.executeRequest(uri: "/ping", method: HTTPRequest.Method("BREW") ?? .get, headers: [:], body: nil)
            let text = String(buffer: try await client.executeRequest(uri: "/metrics", method: .get, headers: [:], body: nil).body)
            #expect(text.contains("whence_http_requests_total{route=\"/greetings/{id}\",method=\"GET\",status=\"4xx\"} 2\n"))
            #expect(text.contains("whence_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"4xx\"} 2\n"))
            #expect(text.contains("whence_http_requests_total{route=\"unmatched\",method=\"other\",status=\"4xx\"} 1\n"))
            #expect(text.contains("whence_http_request_duration_seconds_count{route=\"/greetings/{id}\",method=\"GET\"} 2\n"))
            #expect(text.contains("whence_http_requests_in_flight 1\n"))
        }
    }

    @Test("the log has the path without its query")
    func accessLog() async throws {
        try await service.application.test(.router) { client in
            _ = try await client.executeRequest(uri: "/ping?token=secret", method: .get, headers: [:], body: nil)
        }
        let line = try #require(service.log.all.first { $0.contains("\"message\":\"request\"") })
        #expect(line.contains("\"path\":\"/ping\"") && line.contains("\"status\":200") && line.contains("\"duration_ms\":"))
        #expect(!service.log.all.contains { $0.contains("secret") })
    }

    @Test("an answer that JSON can't hold is a problem, and logged")
    func unencodable() async throws {
        try await service.application.test(.router) { client in
            let response = try await client.executeRequest(uri: "/infinite", method: .get, headers: [:], body: nil)
            #expect(response.status == .internalServerError)
            #expect(response.headers[.contentType] == "application/problem+json")
        }
        #expect(service.log.all.contains { $0.contains("\"level\":\"error\"") })
    }
}
