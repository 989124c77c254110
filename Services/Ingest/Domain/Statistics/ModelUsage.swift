/// Tokens and cost of language models over a window, from what stored analyses say that they used.
package struct ModelUsage: Codable, Hashable, Sendable {
    package var total: Sum
    /// What cost most first.
    package var byModel: [Model]

    package struct Sum: Codable, Hashable, Sendable {
        /// Those that asked a model.
        package var analyses: Int
        package var calls: Int
        package var inputTokens: Int
        /// Of the input, what a provider's cache served.
        package var cachedTokens: Int
        package var outputTokens: Int
        /// By the agent's price table; what has no price there counts nothing.
        package var costUSD: Double

        private enum CodingKeys: String, CodingKey {
            case analyses, calls
            case inputTokens = "input_tokens"
            case cachedTokens = "cached_tokens"
            case outputTokens = "output_tokens"
            case costUSD = "cost_usd"
        }
    }

    package struct Model: Codable, Hashable, Sendable {
        package var model: String
        package var usage: Sum
    }

    private enum CodingKeys: String, CodingKey {
        case total
        case byModel = "by_model"
    }

    init(_ counts: Statistics.Counts) {
        func sum(_ count: (Statistics.Measure) -> Int) -> Sum {
            Sum(
                analyses: count(.reasoned), calls: count(.modelCalls), inputTokens: count(.inputTokens), cachedTokens: count(.cachedTokens),
                outputTokens: count(.outputTokens), costUSD: Double(count(.microdollars)) / 1_000_000)
        }
        total = sum { counts[$0]?.values.reduce(0, +) ?? 0 }
        byModel = (counts[.reasoned] ?? [:]).keys
            .map { model in Model(model: model, usage: sum { counts[$0]?[model] ?? 0 }) }
            .sorted { ($1.usage.costUSD, $1.usage.inputTokens, $0.model) < ($0.usage.costUSD, $0.usage.inputTokens, $1.model) }
    }
}
