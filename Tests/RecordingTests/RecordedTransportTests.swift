import HTTPKit
import HTTPTypes
import Primitives
import Recording
import Testing

@Suite("A transport to a recording")
struct RecordedTransportTests {
    private let transport: RecordedTransport

    init() throws {
        transport = RecordedTransport(try Recordings.shop.get())
    }

    @Test("answers at the time of the recording, whatever the host")
    func date() async throws {
        let response = try await transport.send(OutboundRequest(url: "http://anywhere:1/api/v1/nodes?limit=5", timeout: .seconds(1)))
        #expect(response.status == .ok)
        #expect(response.headers[.date] == "Sat, 21 Nov 2026 07:45:26 GMT")
        #expect(response.headers[.contentType] == "application/json")
    }

    @Test(
        "writes dates as HTTP does",
        arguments: [
            ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"), ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
            ("2000-02-29T12:34:56.789Z", "Tue, 29 Feb 2000 12:34:56 GMT"), ("2026-11-22T00:00:00Z", "Sun, 22 Nov 2026 00:00:00 GMT"),
        ])
    func dates(time: String, expected: String) throws {
        #expect(HTTPDate.text(try #require(Timestamp(rfc3339: time))) == expected)
    }

    @Test("keeps the bounds of a request")
    func bounds() async throws {
        await #expect(throws: TransportError.self) {
            try await transport.send(OutboundRequest(url: "http://h/api/v1/nodes", timeout: .seconds(1), maximumBytes: 10))
        }
        await #expect(throws: TransportError.self) { try await transport.send(OutboundRequest(url: "/api/v1/nodes", timeout: .seconds(1))) }
        await #expect(throws: TransportError.self) { try await transport.send(OutboundRequest(url: "http://h/%zz", timeout: .seconds(1))) }
    }
}
