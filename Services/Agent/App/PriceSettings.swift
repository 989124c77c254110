import Primitives
import Providers
import Settings

extension SettingsReader {
    /// The price table: by model, US dollars for a million tokens.
    mutating func prices() -> PriceTable {
        document(
            "LLM_PRICES_JSON", default: PriceTable(),
            format: "by provider/model: input, output and, where they differ, cached_input, cache_write; US dollars for a million tokens",
            help: "What tokens cost. A name may end in *. Without its price, a model's cost is unknown."
        ) { document in
            var prices: [String: PriceTable.Prices] = [:]
            var problems: [(place: String, expected: String)] = []
            guard let members = document.object else { return (PriceTable(), [("", "must be a mapping of models to prices")]) }
            for (model, entry) in members.sorted(by: { $0.key < $1.key }) {
                var entry = PriceEntry(entry, of: model)
                if let read = entry.prices() { prices[model] = read }
                problems += entry.problems
            }
            return (PriceTable(prices), problems)
        }
    }
}

/// One model's prices as they are written.
private struct PriceEntry {
    private let model: String
    private let members: [String: JSONValue]
    private(set) var problems: [(place: String, expected: String)] = []

    init(_ value: JSONValue, of model: String) {
        self.model = model
        members = value.object ?? [:]
        for name in members.keys.sorted() where !["input", "cached_input", "cache_write", "output"].contains(name) {
            problems.append(("\(model).\(name)", "is no price: input, cached_input, cache_write, output"))
        }
    }

    mutating func prices() -> PriceTable.Prices? {
        let (input, cached, written, output) = (price("input"), price("cached_input"), price("cache_write"), price("output"))
        for (name, value) in [("input", input), ("output", output)] where value == nil && members[name] == nil {
            problems.append(("\(model).\(name)", "is missing"))
        }
        guard let input, let output else { return nil }
        return PriceTable.Prices(input: input, cachedInput: cached, cacheWrite: written, output: output)
    }

    private mutating func price(_ name: String) -> Double? {
        guard let value = members[name] else { return nil }
        guard let price = value.string.flatMap(Double.init), price >= 0, price <= 1_000_000 else {
            problems.append(("\(model).\(name)", "must be a number, 0 or more"))
            return nil
        }
        return price
    }
}
