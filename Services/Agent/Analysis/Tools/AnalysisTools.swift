package import AgentReasoning
package import Contracts
package import Loki
package import Masking
package import Primitives
package import Prometheus
package import Tempo

/// The tools that there are for one question, by the sources that are configured.
package struct AnalysisTools: Sendable {
    private let cluster: ClusterSource
    private let prometheus: PrometheusClient?
    private let tempo: TempoClient?
    private let loki: LokiClient?
    private let readsSecretMetadata: Bool

    package init(
        cluster: ClusterSource, prometheus: PrometheusClient? = nil, tempo: TempoClient? = nil, loki: LokiClient? = nil,
        readsSecretMetadata: Bool = false
    ) {
        self.cluster = cluster
        self.prometheus = prometheus
        self.tempo = tempo
        self.loki = loki
        self.readsSecretMetadata = readsSecretMetadata
    }

    /// - Parameters:
    ///   - now: The end of the times that tools look at.
    ///   - similar: Past incidents that came with the question.
    ///   - masking: The question's own.
    package func all(now: Timestamp, similar: [SimilarIncident] = [], masking: MaskingSession) -> [any AgentTool] {
        var tools: [any AgentTool] = []
        if case .client(let client) = cluster {
            tools += [
                GetManifestTool(client: client, readsSecretMetadata: readsSecretMetadata, masking: masking),
                ListManifestsTool(client: client, readsSecretMetadata: readsSecretMetadata, masking: masking),
                PodLogsTool(client: client, masking: masking),
                EventsTool(client: client),
            ]
        }
        if let prometheus { tools.append(MetricsTool(client: prometheus, now: now)) }
        if let tempo { tools += [SearchTracesTool(client: tempo, now: now), GetTraceTool(client: tempo)] }
        if let loki { tools.append(LogSearchTool(client: loki, now: now)) }
        if !similar.isEmpty { tools.append(SimilarIncidentsTool(incidents: similar)) }
        return tools.map { TracedTool(base: $0) }
    }
}
