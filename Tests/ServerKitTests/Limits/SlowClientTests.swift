import HTTPTypes
import Hummingbird
import NIOCore
import ServerKit
import Synchronization
import Telemetry
import Testing

/// Clients over real sockets that take more than their share. Bounds on time are generous.
@Suite("A server and clients that take too much")
struct SlowClientTests {
    private static func isHit(_ limit: String, in registry: MetricsRegistry) -> Bool {
        registry.exposition().contains("whence_limit_hits_total{limit=\"\(limit)\"} 1\n")
    }

    private static func post(_ length: Int) -> String {
        "POST /greetings HTTP/1.1\r\nhost: x\r\ncontent-length: \(length)\r\n\r\n"
    }

    /// More than all buffers on the way hold together.
    private static let large = ByteBuffer(repeating: UInt8(ascii: "a"), count: 32 << 20)

    @Test("one that never reads its answer is cut off")
    func reader() async throws {
        let service = TestService()
        let registry = service.registry
        service.router.get("/large", for: .everyone) { _, _ in Response(status: .ok, body: ResponseBody(byteBuffer: Self.large)) }
        try await service.serve(limits: ServerLimits(writeTimeout: .milliseconds(300))) { port in
            let start = ContinuousClock.now
            try await RawClient.connect(port: port) { client in
                try await client.send("GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
                while !Self.isHit("write_time", in: registry), start.duration(to: .now) < .seconds(20) {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(Self.isHit("write_time", in: registry))
        }
    }

    @Test("one that never reads its events is cut off, and one with nothing to read isn't")
    func events() async throws {
        let service = TestService()
        let registry = service.registry
        let ended = Mutex(0)
        service.router.get("/stream/{kind}", for: .everyone) { _, context in
            let isBusy = context.parameters.get("kind") == "busy"
            let body = ResponseBody { writer in
                defer { ended.withLock { $0 += 1 } }
                try await writer.write(ByteBuffer(string: "data: hello\n\n"))
                if isBusy {
                    let event = ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 16)
                    while true { try await writer.write(event) }
                }
                try await Task.sleep(for: .seconds(2))
                try await writer.write(ByteBuffer(string: "data: bye\n\n"))
                try await writer.finish(nil)
            }
            return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
        }
        try await service.serve(limits: ServerLimits(idleTimeout: .milliseconds(300), writeTimeout: .milliseconds(300))) { port in
            let quiet = try await RawClient.connect(port: port) { client in
                try await client.send("GET /stream/quiet HTTP/1.1\r\nhost: x\r\n\r\n")
                return try await client.read(until: "bye")
            }
            #expect(quiet.contains("data: bye"))
            #expect(!Self.isHit("write_time", in: registry))

            let start = ContinuousClock.now
            try await RawClient.connect(port: port) { client in
                try await client.send("GET /stream/busy HTTP/1.1\r\nhost: x\r\n\r\n")
                while ended.withLock({ $0 }) < 2, start.duration(to: .now) < .seconds(20) { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(ended.withLock({ $0 }) == 2)
            #expect(Self.isHit("write_time", in: registry))
        }
    }

    @Test("requests beyond the bytes in flight are refused before their bodies are read, and taken when there is room again")
    func bytesInFlight() async throws {
        var requests = RequestLimits()
        requests.bytesInFlight = 100_000
        requests.bytesPatience = .milliseconds(50)
        let service = TestService(maximumBytes: 1 << 20, requests: requests)
        let registry = service.registry
        try await service.serve { port in
            try await RawClient.connect(port: port) { first in
                // It announces what it holds, and sends the rest only later.
                let body = #"{"name":""# + String(repeating: "n", count: 80_000) + #""}"#
                try await first.send(Self.post(body.utf8.count) + body.prefix(10))
                let deadline = ContinuousClock.now + .seconds(20)
                while !registry.exposition().contains("whence_request_bytes_in_flight \(body.utf8.count)"), ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(10))
                }
                let refused = try await RawClient.connect(port: port) { second in
                    try await second.send(Self.post(30_000))
                    return try await second.read(until: "}")
                }
                #expect(refused.hasPrefix("HTTP/1.1 503 "))
                #expect(refused.lowercased().contains("retry-after: 1"))
                let chunked = try await RawClient.connect(port: port) { second in
                    try await second.send("POST /greetings HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
                    try await second.send("7530\r\n\(String(repeating: " ", count: 30_000))\r\n0\r\n\r\n")
                    return try await second.read(until: "}")
                }
                #expect(chunked.hasPrefix("HTTP/1.1 503 "))
                try await first.send(String(body.dropFirst(10)))
                #expect(try await first.read(until: "}").hasPrefix("HTTP/1.1 200 "))
            }
            let small = #"{"name":"n"}"#
            let taken = try await RawClient.connect(port: port) { client in
                try await client.send(Self.post(small.utf8.count) + small)
                return try await client.read(until: "}")
            }
            #expect(taken.hasPrefix("HTTP/1.1 200 "))
            #expect(registry.exposition().contains("whence_request_bytes_in_flight 0"))
        }
    }

    @Test("a client that asks first is told to go on, or why not")
    func expectation() async throws {
        let service = TestService(maximumBytes: 1000)
        try await service.serve { port in
            try await RawClient.connect(port: port) { client in
                let head = "POST /greetings HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 12\r\n\r\n"
                let (goOn, body) = ("HTTP/1.1 100 Continue\r\n\r\n", #"{"name":"n"}"#)
                try await client.send(head)
                let last = try await client.converse([(goOn, body), ("}", head), (goOn, body)], until: "}")
                #expect(last.hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            let refused = try await RawClient.connect(port: port) { client in
                try await client.send("POST /greetings HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5000\r\n\r\n")
                return try await client.read(until: "}")
            }
            #expect(refused.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("the last connection that is accepted is counted, and there is room again when it ends")
    func connections() async throws {
        let service = TestService()
        let registry = service.registry
        try await service.serve(limits: ServerLimits(connections: 1)) { port in
            for number in 1...2 {
                let answer = try await RawClient.connect(port: port) { client in
                    try await client.send("GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                    return try await client.readToEnd()
                }
                #expect(answer.hasSuffix("pong"))
                #expect(registry.exposition().contains("whence_limit_hits_total{limit=\"connections\"} \(number)\n"))
            }
        }
    }
}
