import HTTPKit
import HTTPTypes
import Logging
import Postgres
import TestSupport

/// A database, a replayed cluster, an agent and replicas of ingest, as they run in production.
struct Stack: Sendable {
    let server: PostgresServer
    let cluster: ReplayedCluster
    let agent: Service
    let ingest: [Service]
    let client: Client

    private static let database = "postgres"

    /// - Parameters:
    ///   - settings: of ingest, over the short intervals that the tests work with.
    ///   - agentSettings: of the agent, beside the replayed cluster.
    static func run(
        _ recording: String, replicas: Int = 1, settings: [String: String] = [:], agentSettings: [String: String] = [:],
        while body: (Stack) async throws -> Void
    ) async throws {
        let server = try await PostgresServer()
        let cluster = try await ReplayedCluster(recording)
        let agent = try Service(Programs.agent, cluster.agentSettings.merging(agentSettings) { $1 })
        try await agent.start()
        let own = [
            "DATABASE_URL": server.url(database: database), "AGENT_URL": agent.address, "DATABASE_ACQUIRE_TIMEOUT_SECONDS": "1",
            "JOB_LEASE_SECONDS": "2", "JOB_POLL_SECONDS": "0.2", "JOB_RETRY_SECONDS": "0.1", "JOB_RETRY_MAX_SECONDS": "1",
            "JOB_MAX_ATTEMPTS": "100", "INCIDENT_HOLD_SECONDS": "0.5", "SWEEP_SECONDS": "0.1",
        ].merging(settings) { $1 }
        let ingest = try (0..<replicas).map { _ in try Service(Programs.ingest, own) }
        for replica in ingest { try await replica.start() }
        let stack = Stack(server: server, cluster: cluster, agent: agent, ingest: ingest, client: try Client())
        for replica in ingest { try await stack.waitUntilReady(replica) }

        let result: Result<Void, any Error>
        do {
            result = .success(try await body(stack))
        } catch {
            for replica in ingest { print(await replica.output.suffix(4000)) }
            result = .failure(error)
        }
        await stack.client.network.shutdown()
        for replica in ingest { try await replica.stop() }
        try await agent.stop()
        try await server.stop(.immediate)
        try result.get()
    }

    func waitUntilReady(_ service: Service) async throws {
        try await eventually("\(service.address) ready") {
            // Refused connections are what is waited out here.
            (try? await client.get(service.address + "/readyz"))?.status.code == 200
        }
    }

    /// The rows of a query, on a connection of its own: the service's data as it lies in the database.
    func rows(_ query: PostgresQuery) async throws -> PostgresRows {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let connection = try await PostgresConnection.connect(server.configuration(database: Self.database), logger: logger)
        let rows = try await connection.query(query)
        await connection.close()
        return rows
    }

    func count(_ query: PostgresQuery) async throws -> Int {
        guard let row = try await rows(query).first else { throw TestSupportError("no row for \(query.sql)") }
        return try row.decode(as: Int.self)
    }
}
