import HTTPKit
import HTTPTypes
import Hummingbird
import ServerKit
import ServiceLifecycle
import Synchronization
import Telemetry
import TestSupport

/// An agent on a real socket, which answers as the test says at that moment.
final class AgentServer: Sendable {
    enum Mood: Sendable {
        case well
        case garbage
        case failing
        /// Takes requests and doesn't answer.
        case stuck
    }

    private let state = Mutex((mood: Mood.well, requests: 0))

    var mood: Mood {
        get { state.withLock { $0.mood } }
        set { state.withLock { $0.mood = newValue } }
    }

    var requests: Int { state.withLock { $0.requests } }

    /// Serves while the body runs.
    func with<Success: Sendable>(_ body: @escaping @Sendable (_ url: String) async throws -> Success) async throws -> Success {
        let router = Router()
        router.post("/analyze") { _, _ in try await self.answer(FakeAgent.analysis) }
        router.post("/summarize-incident") { _, _ in try await self.answer(FakeAgent.summary) }
        router.get("/healthz") { _, _ in HTTPResponse.Status.ok }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) })
        return try await withThrowingTaskGroup(of: Success?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { throw TestSupportError("the agent never listened") }
                return try await body("http://127.0.0.1:\(port)")
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw TestSupportError("the agent stopped before the test was done")
        }
    }

    private func answer(_ body: String) async throws -> Response {
        let mood = state.withLock { state in
            state.requests += 1
            return state.mood
        }
        switch mood {
        case .well: return Self.json(body)
        case .garbage: return Self.json("<html>Welcome to nginx!</html>")
        case .failing: return Response(status: .internalServerError)
        case .stuck:
            try await Task.sleep(for: .seconds(600))
            return Response(status: .ok)
        }
    }

    private static func json(_ text: String) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: .init(string: text)))
    }
}
