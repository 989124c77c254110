import AgentSessions
import LLM
import Primitives
import Synchronization
import TestSupport
import Testing

@Suite("The budget of a day")
struct BudgetTests {
    private static let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(1))
    /// Noon, in UTC.
    private static let noon = Timestamp(microseconds: 1_795_003_200_000_000).startOfDay + .seconds(43_200)

    @Test func `is no limit where none is set`() async throws {
        let model = BudgetedModel(ScriptedModel([.text("x")]), meter: SpendMeter(budget: DailyBudget())) { _, _ in 1_000 }
        for _ in 0..<5 { _ = try await model.reply(to: Self.request) }
    }

    @Test func `in tokens counts input and output, of failed calls too`() async throws {
        let failure = ScriptedModel(
            [.reply { _ throws(ModelError) in throw ModelError(.serverError, detail: "", usage: TokenUsage(input: 900, output: 100, calls: 3)) }])
        let meter = SpendMeter(budget: DailyBudget(tokens: 1_000), clock: .fixed(Self.noon))
        let model = BudgetedModel(failure, meter: meter) { _, _ in nil }
        let first = await #expect(throws: ModelError.self) { try await model.reply(to: Self.request) }
        #expect(first?.reason == .serverError)
        let second = await #expect(throws: ModelError.self) { try await model.reply(to: Self.request) }
        #expect(second?.reason == .budgetSpent)
        // Until midnight.
        #expect(second?.retryAfter == .seconds(43_200))
        #expect(failure.requests.count == 1)
        #expect(meter.refusals == 1)
        #expect(meter.spend == DaySpend(tokens: 1_000))
    }

    @Test func `of zero stops the first call`() async throws {
        for budget in [DailyBudget(usd: 0), DailyBudget(tokens: 0)] {
            let script = ScriptedModel([.text("x")])
            let model = BudgetedModel(script, meter: SpendMeter(budget: budget)) { _, _ in 0 }
            await #expect(throws: ModelError.self) { try await model.reply(to: Self.request) }
            #expect(script.requests.isEmpty)
        }
    }

    /// A ledger that says what the others spent.
    private final class Others: SpendLedger {
        let total = Mutex(DaySpend(tokens: 5_000))
        func add(_ spend: DaySpend, on day: Timestamp) async throws(SessionError) -> DaySpend {
            total.withLock { total in
                total = total + spend
                return total
            }
        }
    }

    @Test func `counts what is told once, and what isn't told yet as well`() async throws {
        let ledger = Others()
        let meter = SpendMeter(budget: DailyBudget(tokens: 10_000), clock: .fixed(Self.noon))
        let model = BudgetedModel(ScriptedModel([.text("x")]), meter: meter) { _, _ in nil }
        _ = try await model.reply(to: Self.request)
        #expect(meter.spend.tokens == 1_100)
        try await meter.exchange(with: ledger)
        #expect(meter.spend.tokens == 6_100)
        _ = try await model.reply(to: Self.request)
        #expect(meter.spend.tokens == 7_200)
        try await meter.exchange(with: ledger)
        try await meter.exchange(with: ledger)
        #expect(meter.spend.tokens == 7_200)
        #expect(ledger.total.withLock { $0.tokens } == 7_200)
    }
}
