package import LLM

/// Several models in the order of preference: where one can't answer, the next is asked, with the same conversation.
///
/// Each but the last gets two thirds of the time that is left, so that there is some for the next.
package struct FallbackModel<Ticks: Clock<Duration>>: LanguageModel {
    private let first: any LanguageModel
    private let others: [any LanguageModel]
    private let clock: Ticks
    private let onFallback: @Sendable (ModelIdentity) -> Void

    /// - Parameter onFallback: told whom it turns to.
    package init(
        _ first: any LanguageModel, _ others: [any LanguageModel], clock: Ticks = ContinuousClock(),
        onFallback: @escaping @Sendable (ModelIdentity) -> Void = { _ in }
    ) {
        self.first = first
        self.others = others
        self.clock = clock
        self.onFallback = onFallback
    }

    package var identity: ModelIdentity { first.identity }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let deadline = clock.now.advanced(by: request.timeout)
        var spent: [ModelIdentity: TokenUsage] = [:]
        var rest = others[...]
        var model = first
        while true {
            var request = request
            request.timeout = clock.now.duration(to: deadline)
            if !rest.isEmpty { request.timeout = request.timeout * 2 / 3 }
            do throws(ModelError) {
                var reply = try await model.reply(to: request, onProgress: onProgress)
                reply.usage += spent.total
                reply.elsewhere.merge(spent, uniquingKeysWith: +)
                return reply
            } catch {
                var error = error
                let shares = error.shares
                error.usage += spent.total
                error.elsewhere.merge(spent, uniquingKeysWith: +)
                spent.merge(shares, uniquingKeysWith: +)
                guard Self.turns(on: error.reason), clock.now < deadline, let next = rest.popFirst() else { throw error }
                model = next
                onFallback(next.identity)
                onProgress(.restarted)
            }
        }
    }

    /// Whatever is wrong with one provider, its key or what it takes needn't be wrong with the next.
    private static func turns(on reason: ModelError.Reason) -> Bool {
        reason != .cancelled && reason != .budgetSpent
    }
}
