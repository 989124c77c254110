package import Contracts
package import LLM

/// What was spent on one thing, by model.
package struct ModelSpending: Hashable, Sendable {
    package private(set) var models: [ModelIdentity: Spent] = [:]

    package struct Spent: Hashable, Sendable {
        package var tokens = TokenUsage()
        /// Millionths of a US dollar, so that sums are exact.
        package var microdollars: Int64 = 0
        /// Of calls whose model has no price.
        package var unpricedCalls = 0

        package init() {}

        package static func += (left: inout Spent, right: Spent) {
            left.tokens += right.tokens
            left.microdollars += right.microdollars
            left.unpricedCalls += right.unpricedCalls
        }
    }

    package init() {}

    package mutating func add(_ tokens: TokenUsage, cost: Double?, of model: ModelIdentity) {
        guard tokens != TokenUsage() else { return }
        var spent = Spent()
        spent.tokens = tokens
        if let cost { spent.microdollars = Int64(clampingMicrodollars: cost) } else { spent.unpricedCalls = tokens.calls }
        models[model, default: Spent()] += spent
    }

    package var total: Spent {
        models.values.reduce(into: Spent()) { $0 += $1 }
    }

    /// As answers tell it.
    package var usage: Usage {
        let total = total
        return Usage(total.tokens, costUSD: total.costUSD)
    }
}

extension ModelSpending.Spent {
    /// nil where no part of it has a price.
    package var costUSD: Double? {
        unpricedCalls > 0 && microdollars == 0 ? nil : Double(microdollars) / 1_000_000
    }
}

extension Int64 {
    /// A sum in dollars, as millionths; what isn't a sum is nothing.
    package init(clampingMicrodollars dollars: Double) {
        self = dollars.isFinite && dollars > 0 ? Int64(Swift.min(dollars * 1_000_000, 9e15).rounded()) : 0
    }
}

extension Usage {
    package init(_ tokens: TokenUsage, costUSD: Double?) {
        self.init(
            inputTokens: tokens.input, outputTokens: tokens.output, cachedTokens: tokens.cachedInput, calls: tokens.calls,
            costUSD: tokens.calls > 0 || tokens.input > 0 ? costUSD : nil)
    }
}
