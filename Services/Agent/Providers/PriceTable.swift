package import LLM

/// What tokens cost, by model. It is configuration: prices change more often than programs.
package struct PriceTable: Hashable, Sendable {
    /// US dollars for a million tokens.
    package struct Prices: Hashable, Sendable {
        package var input: Double
        /// Of a prompt's tokens that the provider's cache served; as ``input`` where nil.
        package var cachedInput: Double?
        /// Of a prompt's tokens that were written to the provider's cache; as ``input`` where nil.
        package var cacheWrite: Double?
        package var output: Double

        package init(input: Double, cachedInput: Double? = nil, cacheWrite: Double? = nil, output: Double) {
            self.input = input
            self.cachedInput = cachedInput
            self.cacheWrite = cacheWrite
            self.output = output
        }
    }

    /// By `provider/model`, or by `model` alone; either may end in `*`.
    private let prices: [String: Prices]

    package init(_ prices: [String: Prices] = [:]) {
        self.prices = prices
    }

    package var isEmpty: Bool { prices.isEmpty }

    /// In US dollars; nil for a model without a price.
    package func cost(of usage: TokenUsage, by identity: ModelIdentity) -> Double? {
        guard let prices = prices(of: identity) else { return nil }
        let plain = max(0, usage.input - usage.cachedInput - usage.cacheWrites)
        let cost =
            Double(plain) * prices.input + Double(usage.cachedInput) * (prices.cachedInput ?? prices.input)
            + Double(usage.cacheWrites) * (prices.cacheWrite ?? prices.input) + Double(usage.output) * prices.output
        return cost / 1_000_000
    }

    /// A whole name before a prefix, a longer prefix before a shorter one, and the provider's own before any provider's.
    func prices(of identity: ModelIdentity) -> Prices? {
        let names = [identity.description, identity.model]
        for name in names {
            if let exact = prices[name] { return exact }
        }
        let patterns = prices.keys.filter { $0.hasSuffix("*") }
        for name in names {
            let matching = patterns.filter { name.hasPrefix($0.dropLast()) }
            if let longest = matching.max(by: { $0.utf8.count < $1.utf8.count }) { return prices[longest] }
        }
        return nil
    }
}
