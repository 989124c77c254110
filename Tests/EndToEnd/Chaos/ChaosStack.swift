import HTTPKit
import HTTPTypes
import Logging
import Postgres
import TestSupport

/// PostgreSQL, a replayed cluster, agents and replicas of ingest, with a proxy on every line between them.
struct ChaosStack: Sendable {
    let server: PostgresServer
    let agents: [Service]
    let ingest: [Service]
    /// From each replica of ingest to PostgreSQL.
    let databaseLinks: [TCPProxy]
    /// From each replica of ingest to the agents.
    let agentLinks: [TCPProxy]
    let client: Client
    /// Made by `whence token` once the services run.
    private(set) var tokens = Tokens()

    struct Tokens: Sendable {
        /// Of the Alertmanagers.
        var source = ""
        /// Of those who read.
        var viewer = ""
    }

    private static let database = "postgres"
    /// What a service may take to end after SIGTERM.
    static let shutdownGrace = 10

    /// Settings as in production, with shorter times where a test of minutes has to see them pass.
    private static let settings = [
        "DATABASE_ACQUIRE_TIMEOUT_SECONDS": "2", "DATABASE_STATEMENT_TIMEOUT_SECONDS": "5", "AGENT_TIMEOUT_SECONDS": "5",
        "JOB_LEASE_SECONDS": "3", "JOB_POLL_SECONDS": "0.5", "JOB_RETRY_SECONDS": "0.2", "JOB_RETRY_MAX_SECONDS": "2", "JOB_MAX_ATTEMPTS": "20",
        "INCIDENT_HOLD_SECONDS": "1", "INCIDENT_REOPEN_SECONDS": "1", "FLAPPING_CYCLES": "2", "FLAPPING_WINDOW_SECONDS": "4", "SWEEP_SECONDS": "0.5",
        "ACCESS_CONTROL": "tokens", "SHUTDOWN_TIMEOUT_SECONDS": "\(shutdownGrace)",
    ]

    static func run(replicas: Int = 3, agents: Int = 2, while body: @Sendable (ChaosStack) async throws -> Void) async throws {
        var options = PostgresServer.Options()
        options.listensOnTCP = true
        let server = try await PostgresServer(options)
        let cluster = try await ReplayedCluster("shop")
        let token = ["AGENT_TOKEN": "a-token-of-agents-as-long-as-it-has-to-be", "ACCESS_CONTROL": "tokens"]
        let agents = try (0..<agents).map { _ in try Service(Programs.agent, cluster.agentSettings.merging(token) { $1 }) }
        var databaseLinks: [TCPProxy] = []
        var agentLinks: [TCPProxy] = []
        for _ in 0..<replicas {
            databaseLinks.append(try await TCPProxy(to: [server.port]))
            agentLinks.append(try await TCPProxy(to: agents.map(\.port)))
        }
        let ingest = try zip(databaseLinks, agentLinks).map { database, agents in
            let own = [
                "DATABASE_URL": server.url(database: Self.database, through: database.port), "AGENT_URL": "http://127.0.0.1:\(agents.port)",
                "AGENT_TOKEN": token["AGENT_TOKEN"] ?? "",
            ]
            return try Service(Programs.ingest, settings.merging(own) { $1 })
        }
        let stack = ChaosStack(
            server: server, agents: agents, ingest: ingest, databaseLinks: databaseLinks, agentLinks: agentLinks, client: try Client())
        let result: Result<Void, any Error>
        do {
            try await stack.serve(while: body)
            result = .success(())
        } catch {
            for service in ingest + agents { print(await service.output.suffix(3000)) }
            result = .failure(error)
        }
        await stack.client.network.shutdown()
        try await server.stop(.immediate)
        try result.get()
    }

    private func serve(while body: @Sendable (ChaosStack) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for proxy in databaseLinks + agentLinks { group.addTask { try await proxy.run() } }
            for service in agents + ingest { try await service.start() }
            try await waitUntilReady()
            var stack = self
            stack.tokens = try await makeTokens()
            try await body(stack)
            for service in ingest + agents { try await service.stop(within: .seconds(Self.shutdownGrace + 5)) }
            group.cancelAll()
        }
    }

    /// Returns when every replica knows them.
    private func makeTokens() async throws -> Tokens {
        let source = try await makeToken("--name", "alertmanager", "--role", "source", "--source", "alertmanager")
        let viewer = try await makeToken("--name", "pages", "--role", "viewer")
        for replica in ingest {
            try await eventually("the tokens are known to \(replica.address)") {
                try await client.get(replica.address + "/api/v1/queue", token: viewer).status.code == 200
            }
        }
        return Tokens(source: source, viewer: viewer)
    }

    private func makeToken(_ options: String...) async throws -> String {
        let output = try await ChildProcess.run(
            try Programs.path(Programs.commandLine), ["token", "create", "--expires", "1h"] + options,
            environment: ["DATABASE_URL": server.url(database: Self.database)])
        guard let token = output.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("whn_") }) else {
            throw TestSupportError("no token in \(output)")
        }
        return String(token)
    }

    /// - Returns: how long it took.
    @discardableResult
    func waitUntilReady(within deadline: Duration = .seconds(60)) async throws -> Duration {
        try await ContinuousClock().measure {
            for service in ingest + agents {
                try await eventually("\(service.address) ready", within: deadline) {
                    // Refused connections are what is waited out here.
                    (try? await client.get(service.address + "/readyz"))?.status.code == 200
                }
            }
        }
    }

    /// A connection that never comes back to its pool would be missed one day.
    func expectNoConnectionLent() async throws {
        for replica in ingest {
            try await eventually("every connection of \(replica.address) given back") {
                let metrics = String(decoding: try await client.get(replica.address + "/metrics").body, as: UTF8.self)
                return metrics.contains("\nwhence_postgres_connections{state=\"lent\"} 0\n")
            }
        }
    }

    /// The rows of a query, by a way of its own to the database.
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

    func execute(script: String) async throws {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let connection = try await PostgresConnection.connect(server.configuration(database: Self.database), logger: logger)
        try await connection.execute(script: script)
        await connection.close()
    }
}
