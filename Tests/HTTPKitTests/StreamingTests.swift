import HTTPKit
import HTTPTypes
import Telemetry
import Testing

/// Against real sockets of this machine.
@Suite("An answer that is read while it comes in")
struct StreamingTests {
    private struct Collector: ResponseReader {
        var status: Int?
        var body: [UInt8] = []
        var wanted = Int.max

        mutating func receive(_ head: ResponseHead) -> Bool {
            status = head.status.code
            return true
        }

        mutating func receive(_ bytes: [UInt8]) -> Bool {
            body += bytes
            return body.count < wanted
        }
    }

    private func stream(
        _ script: ScriptedServer.Script, timeout: Duration = .seconds(20), silence: Duration = .seconds(20), maximumBytes: Int = 1 << 20,
        wanted: Int = .max
    ) async throws -> StreamedResponse<Collector> {
        try await ScriptedServer.run(script) { server in
            let transport = try AsyncHTTPClientTransport()
            let request = OutboundRequest(url: "http://127.0.0.1:\(server.port)/x?key=secret", timeout: timeout, maximumBytes: maximumBytes)
            let response = await transport.stream(request, silence: silence, into: Collector(wanted: wanted))
            await transport.shutdown()
            return response
        }
    }

    @Test("is handed over with its head, whatever its status")
    func whole() async throws {
        let response = try await stream(.answer("HTTP/1.1 429 Slow down\r\ncontent-length: 5\r\n\r\nhello"))
        #expect(response.failure == nil)
        #expect(response.reader.status == 429)
        #expect(response.reader.body == Array("hello".utf8))
    }

    @Test("leaves what came before the connection broke")
    func broken() async throws {
        let response = try await stream(.answerAndClose("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"))
        #expect(response.failure?.reason == .disconnected)
        #expect(response.reader.body == Array("abc".utf8))
    }

    @Test(
        "may pause only so long, before its head and in its body",
        arguments: [ScriptedServer.Script.silence, .answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc")])
    func silence(script: ScriptedServer.Script) async throws {
        let response = try await stream(script, silence: .milliseconds(100))
        #expect(response.failure?.reason == .timedOut)
        #expect(response.failure?.detail == "the server said nothing for 100 ms")
        #expect(response.failure?.description.contains("secret") == false)
    }

    @Test("has until the deadline for its last byte, however lively it is")
    func deadline() async throws {
        let response = try await stream(.endless(chunk: 64), timeout: .milliseconds(200), maximumBytes: .max)
        #expect(response.failure?.reason == .timedOut)
        #expect(response.reader.body.isEmpty == false)
    }

    @Test("is bounded in its bytes")
    func bounded() async throws {
        let response = try await stream(.endless(chunk: 1000), maximumBytes: 10_000)
        #expect(response.failure?.reason == .tooLarge)
        #expect(response.reader.body.count <= 10_000)
    }

    @Test("ends properly when its reader has enough")
    func enough() async throws {
        let response = try await stream(.endless(chunk: 1000), maximumBytes: .max, wanted: 2500)
        #expect(response.failure == nil)
        #expect(response.reader.body.count >= 2500)
    }

    @Test("ends with its caller")
    func cancelled() async throws {
        try await ScriptedServer.run(.answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc")) { server in
            let transport = try AsyncHTTPClientTransport()
            let request = OutboundRequest(url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(60))
            let response = await withTaskGroup(of: StreamedResponse<Collector>?.self) { group in
                group.addTask { await transport.stream(request, silence: .seconds(60), into: Collector()) }
                group.cancelAll()
                return await group.next() ?? nil
            }
            await transport.shutdown()
            #expect(response?.failure?.reason == .cancelled)
        }
    }

    @Test("is counted like any other")
    func metered() async throws {
        try await ScriptedServer.run(.answer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")) { server in
            let registry = MetricsRegistry()
            let network = try AsyncHTTPClientTransport()
            let transport = MeteredTransport(network, client: "llm", metrics: TransportMetrics(registry: registry))
            let request = OutboundRequest(method: .post, url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(20))
            let response = await transport.stream(request, silence: .seconds(20), into: Collector())
            await network.shutdown()
            #expect(response.reader.body == Array("hello".utf8))
            let text = registry.exposition()
            #expect(text.contains(#"whence_http_client_requests_total{client="llm",method="POST",outcome="2xx"} 1"#))
            #expect(text.contains(#"whence_http_client_received_bytes_total{client="llm"} 5"#))
        }
    }
}
