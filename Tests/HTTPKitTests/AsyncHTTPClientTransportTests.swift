import HTTPKit
import HTTPTypes
import Primitives
import Testing

/// Against real sockets of this machine. Bounds on time are generous: they tell a deadline that works from one that doesn't.
@Suite("The network")
struct AsyncHTTPClientTransportTests {
    private func withTransport<Value>(_ body: (AsyncHTTPClientTransport) async throws -> Value) async throws -> Value {
        let transport = try AsyncHTTPClientTransport()
        do {
            let value = try await body(transport)
            await transport.shutdown()
            return value
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private func failure(
        of script: ScriptedServer.Script, timeout: Duration = .seconds(10), maximumBytes: Int = 1 << 20
    ) async throws -> (error: TransportError?, took: Duration) {
        try await ScriptedServer.run(script) { server in
            try await withTransport { transport in
                let start = ContinuousClock.now
                let request = OutboundRequest(
                    url: "http://user:secret@127.0.0.1:\(server.port)/path?token=secret", timeout: timeout, maximumBytes: maximumBytes)
                let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
                return (error, start.duration(to: .now))
            }
        }
    }

    @Test("an answer comes with its status, headers and body, whatever its status")
    func answer() async throws {
        let script = ScriptedServer.Script.answer("HTTP/1.1 503 Away\r\ncontent-length: 5\r\nretry-after: 7\r\nx-two: a\r\nx-two: b\r\n\r\nhello")
        try await ScriptedServer.run(script) { server in
            try await withTransport { transport in
                let response = try await transport.send(
                    OutboundRequest(method: .post, url: "http://127.0.0.1:\(server.port)/", body: [1, 2], timeout: .seconds(5)))
                #expect(response.status.code == 503)
                #expect(response.headers[.retryAfter] == "7")
                #expect(response.headers[values: HTTPField.Name("x-two") ?? .via] == ["a", "b"])
                #expect(response.body == Array("hello".utf8))
            }
        }
    }

    @Test("a redirect is an answer, not followed")
    func redirect() async throws {
        try await ScriptedServer.run(.answer("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")) { server in
            try await withTransport { transport in
                let response = try await transport.send(OutboundRequest(url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(5)))
                #expect(response.status.code == 302)
            }
        }
    }

    @Test("a server that never answers is given up at the deadline")
    func silence() async throws {
        let (error, took) = try await failure(of: .silence, timeout: .milliseconds(200))
        #expect(error?.reason == .timedOut)
        #expect(took >= .milliseconds(190) && took < .seconds(5))
    }

    @Test("the deadline holds for the whole body, not only for its beginning")
    func slowBody() async throws {
        let (error, took) = try await failure(of: .answer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"), timeout: .milliseconds(300))
        #expect(error?.reason == .timedOut)
        #expect(took < .seconds(5))
    }

    @Test("an announced length above the bound ends the request before the body comes")
    func announced() async throws {
        let (error, _) = try await failure(of: .answer("HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n"))
        #expect(error?.reason == .tooLarge)
    }

    @Test("an endless body ends the request at the bound")
    func endless() async throws {
        let (error, _) = try await failure(of: .endless(chunk: 65_536))
        #expect(error?.reason == .tooLarge)
    }

    @Test("a connection that closes in the middle is no answer")
    func closed() async throws {
        let (error, _) = try await failure(of: .answerAndClose("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"))
        #expect(error?.reason == .disconnected)
    }

    @Test("errors name the request without its credentials and its query")
    func redacted() async throws {
        let (error, _) = try await failure(of: .silence, timeout: .milliseconds(50))
        #expect(error?.description.contains("secret") == false)
        #expect(error?.request.hasSuffix("/path") == true)
    }

    @Test("a port that nobody listens on is refused at once")
    func refused() async throws {
        // A loopback address of its own: on 127.0.0.1 another test may get the port.
        try await withTransport { transport in
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(OutboundRequest(url: "http://127.43.21.9:9/", timeout: .seconds(30)))
            }
            #expect(error?.reason == .connectFailed)
        }
    }

    @Test("what is no URL is told so", arguments: ["", "nonsense", "ftp://127.0.0.1/", "http://", "http:///path"])
    func invalid(url: String) async throws {
        try await withTransport { transport in
            let error = await #expect(throws: TransportError.self) { try await transport.send(OutboundRequest(url: url, timeout: .seconds(5))) }
            #expect(error?.reason == .invalidURL)
        }
    }

    @Test("a cancelled task ends its request")
    func cancelled() async throws {
        try await ScriptedServer.run(.silence) { server in
            try await withTransport { transport in
                let start = ContinuousClock.now
                let reason = await withTaskGroup(of: TransportError.Reason?.self) { group in
                    group.addTask {
                        do throws(TransportError) {
                            _ = try await transport.send(OutboundRequest(url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(60)))
                            return nil
                        } catch {
                            return error.reason
                        }
                    }
                    try? await Task.sleep(for: .milliseconds(100))
                    group.cancelAll()
                    return await group.next() ?? nil
                }
                #expect(reason == .cancelled)
                #expect(start.duration(to: .now) < .seconds(10))
            }
        }
    }
}
