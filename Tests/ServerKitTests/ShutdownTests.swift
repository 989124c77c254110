import Hummingbird
import ServerKit
import ServiceLifecycle
import Settings
import Testing

@Suite("Stopping")
struct ShutdownTests {
    /// A signal from one task to another, given once.
    private struct Signal: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation

        init() {
            (stream, continuation) = AsyncStream.makeStream()
        }

        func give() { continuation.finish() }
        func wait() async { for await _ in stream {} }
    }

    private struct Runner: Service {
        let runner: ServiceRunner
        func run() async throws { try await runner.run(stoppedBy: []) }
    }

    @Test("a request under way is answered before the server is gone, and no new one is taken")
    func graceful() async throws {
        let service = TestService()
        let (begun, released) = (Signal(), Signal())
        service.router.get("/slow", for: .everyone) { _, _ in
            begun.give()
            await released.wait()
            return Response.text("finished")
        }
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let settings = try ServerSettings.load(environment: ["HOST": "127.0.0.1", "PORT": "0"])
        let runner = ServiceRunner(name: "test", settings: settings, logger: service.logger, router: service.router) { listening.yield($0) }
        let group = ServiceGroup(services: [Runner(runner: runner)], logger: service.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let answer = try await RawClient.connect(port: port) { client in
                try await client.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
                await begun.wait()
                await group.triggerGracefulShutdown()
                try await refusal(port)
                released.give()
                return try await client.readToEnd()
            }
            #expect(answer.hasSuffix("finished"))
            try await tasks.waitForAll()
        }
    }

    /// Returns when connections are refused; the listening socket closes a moment after the shutdown is asked for.
    private func refusal(_ port: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            do {
                try await RawClient.connect(port: port) { _ in }
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                return
            }
        }
        Issue.record("the server still takes connections")
    }
}
