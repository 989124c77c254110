import FoundationEssentials
import ServerKit
import Testing

/// A real server on a real socket, and clients that mean it ill. Bounds on time are generous.
@Suite("A server and its clients")
struct SocketTests {
    @Test("it answers, and tells its port to a file")
    func port() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "port-\(UInt64.random(in: .min ... .max))").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await TestService().serve(environment: ["PORT_FILE": path]) { port in
            #expect(String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) == "\(port)\n")
            let answer = try await RawClient.connect(port: port) { client in
                try await client.send("GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                return try await client.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("pong"))
        }
    }

    @Test(
        "a client that doesn't finish its request is cut off",
        arguments: [
            "", "GET /ping HTTP/1.1\r\nhost:", "POST /greetings HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{",
            "POST /greetings HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        ])
    func idle(opening: String) async throws {
        let limits = ServerLimits(idleTimeout: .milliseconds(300), readTimeout: .milliseconds(300))
        try await TestService().serve(limits: limits) { port in
            let start = ContinuousClock.now
            _ = try await RawClient.connect(port: port) { client in
                if !opening.isEmpty { try await client.send(opening) }
                return try? await client.readToEnd()
            }
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }

    @Test("a client that sends a byte now and then is cut off as well")
    func dribble() async throws {
        let limits = ServerLimits(idleTimeout: .seconds(60), readTimeout: .milliseconds(500))
        try await TestService().serve(limits: limits) { port in
            let start = ContinuousClock.now
            await #expect(throws: (any Error).self) {
                try await RawClient.connect(port: port) { client in
                    try await client.send("POST /greetings HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n")
                    while start.duration(to: .now) < .seconds(30) {
                        try await client.send(" ")
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
            }
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }

    @Test("a body that announces too much isn't read")
    func announced() async throws {
        try await TestService().serve { port in
            let answer = try await RawClient.connect(port: port) { client in
                try await client.send("POST /greetings HTTP/1.1\r\nhost: x\r\ncontent-length: 52428800\r\n\r\n")
                return try await client.read(until: "}")
            }
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("application/problem+json"))
        }
    }

    @Test("a chunked body is given up at the bound, though it never said how long it is")
    func chunked() async throws {
        try await TestService().serve { port in
            let answer = try await RawClient.connect(port: port) { client in
                try await client.send("POST /greetings HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
                let chunk = "4000\r\n\(String(repeating: " ", count: 0x4000))\r\n"
                for _ in 0..<8 { try await client.send(chunk) }
                return try await client.read(until: "}")
            }
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    enum Malformed: String, CaseIterable {
        case noRequestLine, noColon, longHeader, manyHeaders

        var request: String {
            switch self {
            case .noRequestLine: "nonsense\r\n\r\n"
            case .noColon: "GET /ping HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n"
            case .longHeader: "GET /ping HTTP/1.1\r\nhost: x\r\nx-long: \(String(repeating: "a", count: 100_000))\r\n\r\n"
            case .manyHeaders: "GET /ping HTTP/1.1\r\nhost: x\r\n\(String(repeating: "x-many: a\r\n", count: 200))\r\n"
            }
        }
    }

    @Test("what is no HTTP, or too much of it, is a 400 and the end", arguments: Malformed.allCases)
    func malformed(_ malformed: Malformed) async throws {
        try await TestService().serve { port in
            let answer = try await RawClient.connect(port: port) { client in
                try await client.send(malformed.request)
                return try await client.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("past its connections the server lets others wait until one ends")
    func connections() async throws {
        try await TestService().serve(limits: ServerLimits(connections: 1, idleTimeout: .milliseconds(500))) { port in
            let ping = "GET /ping HTTP/1.1\r\nhost: x\r\n\r\n"
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await RawClient.connect(port: port) { client in
                            try await client.send(ping)
                            return try await client.read(until: "pong")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.hasSuffix("pong") }.count == 3)
        }
    }
}
