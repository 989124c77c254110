import HTTPKit
import HTTPTypes
import Testing

@testable import CommandLineApp

@Suite("A counting transport")
struct CountingTransportTests {
    private struct Echo: Transport {
        func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
            OutboundResponse(status: .ok, body: Array(request.url.utf8))
        }
    }

    private static func ask(_ transport: CountingTransport, _ url: String) async throws -> String {
        String(decoding: try await transport.send(OutboundRequest(url: url, timeout: .seconds(1))).body, as: UTF8.self)
    }

    @Test("takes requests that are open together for one round, and what follows from them for another")
    func rounds() async throws {
        let transport = CountingTransport(Echo())
        let first = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 1...5 { group.addTask { try await Self.ask(transport, "http://a/\(number)") } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(first.count == 5)
        #expect(transport.count.calls == 5)
        let before = transport.count.rounds
        #expect(try await Self.ask(transport, "http://a/6") == "http://a/6")
        #expect(transport.count.rounds == before + 1)
        #expect(transport.count.calls == 6)
        #expect(transport.count.held > .zero)
    }
}
