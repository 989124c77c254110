package import AgentAnalysis
package import HTTPKit
package import Kubernetes
package import Loki
package import Prometheus
import ServiceLifecycle
import Settings
import SourceClient
package import Tempo

/// The agent's connections to what it reads; open for as long as it runs.
package struct AgentConnections: Sendable {
    package let cluster: ClusterSource
    /// How the cluster is reached; nil where none is configured.
    package let access: ClusterAccess?
    package let prometheus: PrometheusClient?
    package let tempo: TempoClient?
    package let loki: LokiClient?
    private let transports: NetworkTransports?
    private let sourceTransports: [AsyncHTTPClientTransport]

    /// Finds the cluster and prepares the clients; nothing is connected to yet. That there is no cluster is no error: analyses will say so.
    ///
    /// - Parameters:
    ///   - environment: where kubeconfigs and the pod's service account are looked for.
    ///   - metrics: counts what goes through the connections.
    ///   - cacheMetrics: counts what is read of the cluster once for several analyses.
    package static func open(
        _ kubernetes: KubernetesSettings, _ sources: SourceSettings, environment: [String: String], metrics: TransportMetrics? = nil,
        cacheMetrics: ReadCacheMetrics? = nil
    ) throws -> AgentConnections {
        var transports: NetworkTransports?
        var access: ClusterAccess?
        let cluster: ClusterSource
        do {
            let found = try ClusterAccess.discover(environment: environment, kubeconfig: kubernetes.kubeconfig, context: kubernetes.context)
            let network = NetworkTransports(server: found.server) { metered($0, client: "kubernetes", metrics) }
            transports = network
            access = found
            let cache = ReadCache(
                limits: .init(lifetime: kubernetes.cacheLifetime, bytes: kubernetes.cacheMegabytes << 20), metrics: cacheMetrics)
            cluster = .client(
                KubernetesClient(access: found, transports: network, limits: .init(timeout: kubernetes.timeout), cache: cache))
        } catch {
            cluster = .unavailable(reason: "\(error)")
        }
        var opened: [AsyncHTTPClientTransport] = []
        func transport(_ client: String) throws -> any Transport {
            let transport = try AsyncHTTPClientTransport()
            opened.append(transport)
            return metered(transport, client: client, metrics)
        }
        let prometheus = try sources.prometheus.url.map { url in
            PrometheusClient(
                baseURL: url.text, token: sources.prometheus.token, transport: try transport("prometheus"),
                limits: .init(timeout: sources.prometheus.timeout))
        }
        let tempo = try sources.tempo.url.map { url in
            TempoClient(
                SourceClient(
                    baseURL: url.text, tenant: sources.tempo.tenant, token: sources.tempo.token, transport: try transport("tempo"),
                    timeout: sources.tempo.timeout))
        }
        let loki = try sources.loki.url.map { url in
            LokiClient(
                SourceClient(
                    baseURL: url.text, tenant: sources.loki.tenant, token: sources.loki.token, transport: try transport("loki"),
                    timeout: sources.loki.timeout))
        }
        return AgentConnections(
            cluster: cluster, access: access, prometheus: prometheus, tempo: tempo, loki: loki, transports: transports, sourceTransports: opened)
    }

    private static func metered(_ base: AsyncHTTPClientTransport, client: String, _ metrics: TransportMetrics?) -> any Transport {
        guard let metrics else { return base }
        return TracedTransport(MeteredTransport(base, client: client, metrics: metrics), client: client)
    }

    package func close() async {
        await transports?.shutdown()
        for transport in sourceTransports { await transport.shutdown() }
    }
}

/// Closes the connections once the server has answered its last request.
struct ConnectionsService: Service {
    let connections: AgentConnections
    /// What models are reached by.
    let network: AsyncHTTPClientTransport

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch is CancellationError {
            // Told to stop without grace: closed all the same.
        }
        await connections.close()
        await network.shutdown()
    }
}
