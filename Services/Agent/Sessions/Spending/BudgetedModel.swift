package import LLM

/// A model that is asked only while the day's budget lasts, and whose cost is counted, whether it answers or fails.
package struct BudgetedModel: LanguageModel {
    private let base: any LanguageModel
    private let meter: SpendMeter
    private let price: ModelPrice

    package init(_ base: any LanguageModel, meter: SpendMeter, price: @escaping ModelPrice) {
        self.base = base
        self.meter = meter
        self.price = price
    }

    package var identity: ModelIdentity { base.identity }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        if let (reason, wait) = meter.refusal() {
            throw ModelError(.budgetSpent, identity: identity, detail: reason, retryAfter: wait)
        }
        do throws(ModelError) {
            let reply = try await base.reply(to: request, onProgress: onProgress)
            for (model, usage) in reply.shares { record(usage, of: model) }
            return reply
        } catch {
            for (model, usage) in error.shares { record(usage, of: model) }
            throw error
        }
    }

    private func record(_ usage: TokenUsage, of model: ModelIdentity) {
        guard usage != TokenUsage() else { return }
        meter.record(DaySpend(tokens: usage.input + usage.output, microdollars: Int64(clampingMicrodollars: price(model, usage) ?? 0)))
    }
}
