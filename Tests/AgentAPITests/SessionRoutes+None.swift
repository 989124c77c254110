import AgentAPI
import AgentSessions
import Primitives

extension SessionRoutes {
    /// Of an agent that keeps nothing.
    static var none: SessionRoutes {
        SessionRoutes(ledger: NoSessions(tally: UsageTally()), meter: SpendMeter(budget: DailyBudget()), clock: .system)
    }
}
