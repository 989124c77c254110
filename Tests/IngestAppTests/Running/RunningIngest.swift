import FoundationEssentials
import HTTPKit
import HTTPTypes
import IngestApp
import Primitives
import Settings
import Synchronization
import TestSupport

/// The whole service over a real database, reached through a real socket.
struct RunningIngest: Sendable {
    let port: Int
    let transport: AsyncHTTPClientTransport

    /// Starts it, runs the body, and stops it.
    ///
    /// - Parameters:
    ///   - settings: Added to what every test needs.
    ///   - waitsForDatabase: Whether the body begins only when the service is ready.
    static func with<Success: Sendable>(
        databaseURL: String, agentURL: String = "http://127.0.0.1:1", settings: [String: String] = [:], waitsForDatabase: Bool = true,
        _ body: @escaping @Sendable (RunningIngest) async throws -> Success
    ) async throws -> Success {
        var environment = [
            "DATABASE_URL": databaseURL, "AGENT_URL": agentURL, "PORT": "0", "LOG_LEVEL": "critical", "JOB_POLL_SECONDS": "0.05",
            "JOB_RETRY_SECONDS": "0.01", "JOB_RETRY_MAX_SECONDS": "0.05", "SWEEP_SECONDS": "0.05", "INCIDENT_HOLD_SECONDS": "0",
            "AGENT_CIRCUIT_SECONDS": "0.05",
        ]
        environment.merge(settings) { _, set in set }
        let application = IngestApplication(
            settings: try IngestSettings.snapshot(environment: environment), environment: environment, startedAt: .now())
        let (ports, port) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Success?.self) { group in
            group.addTask {
                try await application.run(handlesSignals: false) { port.yield($0) }
                return nil
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { throw TestSupportError("it never listened") }
                let transport = try AsyncHTTPClientTransport()
                do {
                    let ingest = RunningIngest(port: port, transport: transport)
                    if waitsForDatabase { try await eventually("ready") { try await ingest.get("/readyz").status == .ok } }
                    let success = try await body(ingest)
                    await transport.shutdown()
                    return success
                } catch {
                    await transport.shutdown()
                    throw error
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw TestSupportError("the service stopped before the test was done")
        }
    }

    func post(_ body: [UInt8]) async throws -> OutboundResponse {
        try await transport.send(
            OutboundRequest(method: .post, url: "http://127.0.0.1:\(port)/webhook/alertmanager", body: body, timeout: .seconds(20)))
    }

    func get(_ path: String, accept: String = "*/*") async throws -> OutboundResponse {
        try await transport.send(
            OutboundRequest(url: "http://127.0.0.1:\(port)\(path)", headers: [.accept: accept], timeout: .seconds(20)))
    }

    func json(_ path: String) async throws -> JSONValue {
        let response = try await get(path)
        guard response.isSuccess else { throw TestSupportError("GET \(path): \(response.status.code)") }
        return try JSONDecoder().decode(JSONValue.self, from: Data(response.body))
    }

    /// Every incident but those merged into others.
    func incidents() async throws -> [JSONValue] {
        try await json("/api/v1/incidents")["items"]?.array ?? []
    }

    /// Of all incidents, in the order of their ids.
    func jobs() async throws -> [JSONValue] {
        var jobs: [JSONValue] = []
        for incident in try await incidents() {
            guard let id = incident["id"]?.string else { continue }
            jobs += try await json("/api/v1/incidents/\(id)")["jobs"]?.array ?? []
        }
        return jobs
    }
}

extension OutboundResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
