import HTTPTypes
import Hummingbird
import Logging
import ServerKit
import Settings
import Synchronization
import Telemetry

/// Keeps what is logged.
final class LogMemory: LogOutput {
    private let lines = Mutex<[String]>([])

    func write(_ line: [UInt8]) {
        lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }

    var all: [String] { lines.withLock { $0 } }
}

/// A service with one route of each kind.
struct TestService {
    struct Greeting: Codable, Equatable {
        var name: String
        var tags: [String: String]?
    }

    struct Unexpected: Error {
        var password = "hunter2"
    }

    let registry = MetricsRegistry()
    let log = LogMemory()
    let router: ServiceRouter

    init(
        checks: [HealthCheck] = [], maximumBytes: Int = 1 << 16, control: AccessControl = .open, requests: RequestLimits = RequestLimits(),
        tracer: Tracer? = nil
    ) {
        router = ServiceRouter(registry: registry, entrance: Entrance(control: control, limits: requests, registry: registry), tracer: tracer)
        HealthRoutes(registry: registry, checks: checks, openAPI: Array("openapi: 3.1.0\ninfo: {title: Test, version: '1.0'}\n".utf8)).add(to: router)
        router.post("/greetings", for: .everyone) { request, _ in
            try Response.json(await request.decodeJSON(Greeting.self, maximumBytes: maximumBytes))
        }
        router.get("/greetings/{id}", for: .everyone) { _, context -> Response in
            throw ProblemError.notFound("There is no greeting \(context.parameters.get("id") ?? "").")
        }
        router.put("/greetings/{id}", for: .everyone) { _, _ in Response(status: .noContent) }
        router.get("/broken", for: .everyone) { _, _ -> Response in throw Unexpected() }
        router.get("/busy", for: .everyone) { _, _ -> Response in throw ProblemError.unavailable("Come back later.", retryAfter: .seconds(7)) }
        router.get("/infinite", for: .everyone) { _, _ in try Response.json(["ratio": Double.infinity]) }
    }

    var logger: Logger {
        LogConfiguration(level: .debug, output: log).logger("test")
    }

    var application: Application<RouterResponder<ServiceContext>> {
        Application(responder: router.buildResponder(), logger: logger)
    }

    /// Runs the service on a real socket while `body` runs, then stops it.
    func serve<Value: Sendable>(
        limits: ServerLimits = ServerLimits(), environment: [String: String] = [:], _ body: @escaping @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        var settings = try ServerSettings.load(environment: environment.merging(["HOST": "127.0.0.1", "PORT": "0"]) { $1 })
        settings.limits = limits
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let runner = ServiceRunner(name: "test", settings: settings, logger: logger, router: router) { port in listening.yield(port) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runner.run(stoppedBy: []) }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw Unexpected() }
            let value = try await body(port)
            group.cancelAll()
            return value
        }
    }
}
