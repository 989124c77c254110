package import HTTPKit
package import LLM

/// The models of one process, each behind its wrappers: metered, behind its provider's breaker, asked again, with a fallback.
package struct ModelStack: Sendable {
    /// The one that reasons.
    package let judge: any LanguageModel
    /// A cheaper one that condenses, where there is one.
    package let condenser: (any LanguageModel)?
    /// The providers that are left alone just now, sorted.
    package let avoided: @Sendable () -> [String]

    /// How patient calls are.
    package struct Patience: Hashable, Sendable {
        /// How long the next one waits while one before it rests as its provider asks.
        static let maximumRest = Duration.seconds(5)

        package var retry: ModelRetryPolicy
        /// How long a provider may send nothing at all.
        package var silence: Duration

        package init(retry: ModelRetryPolicy = ModelRetryPolicy(), silence: Duration = .seconds(45)) {
            self.retry = retry
            self.silence = silence
        }
    }

    /// - Parameters:
    ///   - providers: in the order of preference; nil is returned where there is none.
    ///   - redact: takes out of a provider's error what mustn't be shown.
    package init?(
        _ providers: [ProviderConfiguration], condenser: ProviderConfiguration? = nil, patience: Patience = Patience(),
        transport: any StreamingTransport, metrics: ModelMetrics, redact: @escaping @Sendable (String) -> String = { $0 }
    ) {
        let kinds = Set((providers + [condenser].compactMap { $0 }).map(\.kind.rawValue))
        let breakers = Dictionary(uniqueKeysWithValues: kinds.map { ($0, ModelBreaker<ContinuousClock>()) })
        metrics.watch(breakers)

        func model(_ configuration: ProviderConfiguration, isLast: Bool = true) -> any LanguageModel {
            var retry = patience.retry
            if !isLast { retry.maximumAsked = Patience.maximumRest }
            var model = configuration.model(over: transport, silence: patience.silence, redact: redact)
            model = MeteredModel(model, metrics: metrics)
            if let breaker = breakers[configuration.kind.rawValue] { model = BreakingModel(model, breaker: breaker) }
            return TracedModel(base: RetryingModel(model, policy: retry, onRetry: metrics.retried(configuration.identity)))
        }
        let models = providers.enumerated().map { model($1, isLast: $0 == providers.count - 1) }
        guard let first = models.first else { return nil }
        judge = models.count == 1 ? first : FallbackModel(first, Array(models.dropFirst())) { metrics.fellBack(to: $0) }
        self.condenser = condenser.map { model($0) }
        avoided = { breakers.filter { $0.value.openness > 0 }.keys.sorted() }
    }
}
