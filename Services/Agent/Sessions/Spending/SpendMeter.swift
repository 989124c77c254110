package import Primitives
import Synchronization

/// Counts what the day costs, and says when its budget is spent.
///
/// Asking and counting touch memory alone, so that no call waits for a database: ``exchange(with:)`` tells a ledger that all replicas share what was spent
/// here, and learns what was spent elsewhere. Calls that are under way when the budget runs out still end; so the overrun is at most what runs at once.
package final class SpendMeter: Sendable {
    fileprivate struct State {
        var day: Timestamp
        /// What the ledger said last; without a ledger, nothing.
        var shared = DaySpend()
        /// Counted here and not told yet.
        var own = DaySpend()
        var refusals = 0
    }

    package let budget: DailyBudget
    private let clock: WallClock
    private let state: Mutex<State>

    package init(budget: DailyBudget, clock: WallClock = .system) {
        self.budget = budget
        self.clock = clock
        state = Mutex(State(day: clock.now.startOfDay))
    }

    /// - Returns: why nothing more may be spent, and until when; nil where there is room.
    func refusal() -> (reason: String, until: Duration)? {
        let now = clock.now
        return state.withLock { state in
            state.turn(to: now)
            guard let reason = budget.refusal(after: state.shared + state.own) else { return nil }
            state.refusals += 1
            return (reason, now.startOfNextDay - now)
        }
    }

    func record(_ spend: DaySpend) {
        let now = clock.now
        state.withLock { state in
            state.turn(to: now)
            state.own = state.own + spend
        }
    }

    /// Today's.
    package var spend: DaySpend {
        let now = clock.now
        return state.withLock { state in
            state.turn(to: now)
            return state.shared + state.own
        }
    }

    package var refusals: Int { state.withLock { $0.refusals } }

    /// Tells the ledger what was spent since the last time, and learns the day's total.
    package func exchange(with ledger: any SpendLedger) async throws(SessionError) {
        let now = clock.now
        let (day, told) = state.withLock { state in
            state.turn(to: now)
            return (state.day, state.own)
        }
        let total = try await ledger.add(told, on: day)
        state.withLock { state in
            guard state.day == day else { return }
            state.own = state.own - told
            state.shared = total
        }
    }

    /// Whether there is anything to tell or to learn.
    package var isWorthExchanging: Bool {
        budget.isLimited || state.withLock { $0.own != DaySpend() }
    }
}

extension SpendMeter.State {
    /// What wasn't told of a day that is over doesn't count for the next.
    fileprivate mutating func turn(to now: Timestamp) {
        let today = now.startOfDay
        guard today > day else { return }
        day = today
        shared = DaySpend()
        own = DaySpend()
    }
}

/// Where replicas keep together what a day costs.
package protocol SpendLedger: Sendable {
    /// - Returns: the day's total with it.
    func add(_ spend: DaySpend, on day: Timestamp) async throws(SessionError) -> DaySpend
}
