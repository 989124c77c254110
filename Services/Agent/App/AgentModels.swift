import HTTPKit
package import LLM
import Providers
package import Telemetry

/// The agent's language models, and the connections to who serves them; open for as long as it runs.
package struct AgentModels: Sendable {
    package let judge: any LanguageModel
    package let condenser: (any LanguageModel)?
    private let transport: AsyncHTTPClientTransport

    /// Prepares the models; nothing is connected to yet.
    ///
    /// - Parameter redact: takes out of a provider's error what mustn't be shown.
    /// - Returns: nil where no provider is set.
    package static func open(
        _ settings: LLMSettings, registry: MetricsRegistry, redact: @escaping @Sendable (String) -> String = { $0 }
    ) throws -> AgentModels? {
        guard !settings.providers.isEmpty else { return nil }
        // A call holds its connection for as long as the model thinks: analyses mustn't wait for each other's.
        let network = try AsyncHTTPClientTransport(configuration: TransportConfiguration(connectionsPerHost: 1024))
        let metered = MeteredTransport(network, client: "llm", metrics: TransportMetrics(registry: registry))
        let stack = ModelStack(
            settings.providers, condenser: settings.condenser, patience: .init(retry: settings.retry, silence: settings.silence),
            // A provider is a stranger: what it is asked is in our traces, and our traces' ids aren't in what it is asked.
            transport: TracedTransport(metered, client: "llm", tellsServer: false),
            metrics: ModelMetrics(registry: registry), redact: redact)
        return stack.map { AgentModels(judge: $0.judge, condenser: $0.condenser, transport: network) }
    }

    package func close() async {
        await transport.shutdown()
    }
}
