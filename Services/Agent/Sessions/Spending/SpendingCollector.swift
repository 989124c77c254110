package import AgentReasoning
import LLM
import Synchronization

/// Adds up what one piece of work costs, from what it tells of itself.
package final class SpendingCollector: Sendable {
    private let price: ModelPrice
    private let state = Mutex(ModelSpending())

    package init(price: @escaping ModelPrice) {
        self.price = price
    }

    package func note(_ event: AnalysisEvent) {
        guard case .replied(let exchange) = event else { return }
        for (identity, usage) in exchange.shares {
            let cost = price(identity, usage)
            state.withLock { $0.add(usage, cost: cost, of: identity) }
        }
    }

    package var spending: ModelSpending { state.withLock { $0 } }
}
