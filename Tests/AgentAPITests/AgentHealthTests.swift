import AgentAPI
import HTTPKit
import LLM
import NIOCore
import NIOPosix
import Settings
import Telemetry
import Testing

@testable import AgentApp
@testable import ServerKit

@Suite("The agent's health")
struct AgentHealthTests {
    private let log = HealthLog(LogConfiguration().logger("test"))

    private func connections(_ sources: [String: String] = [:]) throws -> AgentConnections {
        try AgentConnections.open(
            KubernetesSettings.load(environment: ["KUBECONFIG": "/nowhere/at/all"]), SourceSettings.load(environment: sources),
            environment: ["KUBECONFIG": "/nowhere/at/all"])
    }

    @Test("a source that takes connections and never answers costs the others nothing: it is given up before ingest gives up the agent")
    func hanging() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let connections = try connections(["PROMETHEUS_URL": "http://127.0.0.1:\(port)"])
        let checks = AgentHealth.checks(connections, log: log)
        #expect(checks.allSatisfy { $0.timeout < .milliseconds(1500) })
        let report = await HealthReport.make(checks)
        #expect(report.checks["prometheus"]?.status == "failed")
        #expect(report.checks["prometheus"]?.detail?.hasPrefix("no answer within") == true)
        await connections.close()
        try await server.close()
    }

    @Test("why there is no cluster isn't told to everybody")
    func quiet() async throws {
        let connections = try connections()
        let report = await HealthReport.make(AgentHealth.checks(connections, log: log))
        let detail = try #require(report.checks["kubernetes"]?.detail)
        #expect(!detail.contains("nowhere") && detail.hasPrefix("no cluster is configured"))
        await connections.close()
    }

    @Test("a provider that is no longer set is no longer shown as left alone")
    func providersGone() async throws {
        let registry = MetricsRegistry()
        let network = try AgentModels.network()
        let provided = try LLMSettings.load(environment: ["AI_PROVIDER": "local", "LLM_BASE_URL": "http://127.0.0.1:9", "LLM_MODEL_ID": "m"])
        #expect(AgentModels.make(provided, network: network, registry: registry) != nil)
        #expect(registry.exposition().contains("whence_llm_breaker_open{"))
        #expect(AgentModels.make(try LLMSettings.load(environment: [:]), network: network, registry: registry) == nil)
        #expect(!registry.exposition().contains("whence_llm_breaker_open{"))
        await network.shutdown()
    }

    @Test("only what analyses are made of prepares them anew")
    func takenInPlace() {
        let reloadable = Set(AgentSettings.declarations.filter(\.isReloadable).map(\.key))
        let anew = reloadable.subtracting(AgentSettings.takenInPlace)
        #expect(anew.isSuperset(of: ["AI_PROVIDER", "LLM_MODEL_ID", "ANALYSIS_TIMEOUT_SECONDS"]))
        #expect(anew.isDisjoint(with: ["LOG_LEVEL", "RATE_LIMIT_TOTAL", "RATE_LIMIT_FAILED_AUTHENTICATIONS", "ANALYSIS_CONCURRENCY"]))
    }
}
