package import HTTPKit
package import LLM
import Providers
package import Telemetry

/// The agent's language models.
package struct AgentModels: Sendable {
    package let judge: any LanguageModel
    package let condenser: (any LanguageModel)?
    /// The providers that are left alone just now, after failures.
    package let avoided: @Sendable () -> [String]

    /// A call holds its connection for as long as the model thinks: analyses mustn't wait for each other's.
    package static func network() throws -> AsyncHTTPClientTransport {
        try AsyncHTTPClientTransport(configuration: TransportConfiguration(connectionsPerHost: 1024))
    }

    /// Prepares the models; nothing is connected to yet.
    ///
    /// - Parameters:
    ///   - network: Outlives the models, which may be exchanged for others.
    ///   - redact: takes out of a provider's error what mustn't be shown.
    /// - Returns: nil where no provider is set.
    package static func make(
        _ settings: LLMSettings, network: AsyncHTTPClientTransport, registry: MetricsRegistry,
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) -> AgentModels? {
        let metrics = ModelMetrics(registry: registry)
        guard !settings.providers.isEmpty else {
            // Those that were there before a reload are no longer left alone: they aren't there.
            metrics.watch([String: ModelBreaker<ContinuousClock>]())
            return nil
        }
        let metered = MeteredTransport(network, client: "llm", metrics: TransportMetrics(registry: registry))
        let stack = ModelStack(
            settings.providers, condenser: settings.condenser, patience: .init(retry: settings.retry, silence: settings.silence),
            // A provider is a stranger: what it is asked is in our traces, and our traces' ids aren't in what it is asked.
            transport: TracedTransport(metered, client: "llm", tellsServer: false),
            metrics: metrics, redact: redact)
        return stack.map { AgentModels(judge: $0.judge, condenser: $0.condenser, avoided: $0.avoided) }
    }
}
