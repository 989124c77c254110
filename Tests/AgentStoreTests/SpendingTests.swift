import AgentSessions
import AgentStore
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

/// What one thing has cost.
func spending(cost: Double?, input: Int = 100, of model: String = "m") -> ModelSpending {
    var spending = ModelSpending()
    spending.add(TokenUsage(input: input, cachedInput: 40, output: 10, calls: 1), cost: cost, of: ModelIdentity(provider: "p", model: model))
    return spending
}

@Suite("What models cost, in PostgreSQL")
struct SpendingTests {
    @Test func `is added up by day, model and incident, as it is in memory`() async throws {
        try await TestSessions.with(replicas: 2) { replicas in
            let (one, other) = (replicas[0], replicas[1])
            one.tally.add(spending(cost: 0.5), for: .analysis, incidentID: "i1")
            other.tally.add(spending(cost: 0.25, of: "cheap"), for: .chat, incidentID: "i1")
            other.tally.add(spending(cost: nil, of: "free"), for: .summary, incidentID: "i2")
            let memory = UsageTally(clock: one.time.clock)
            memory.giveBack(one.tally.sums)
            memory.giveBack(other.tally.sums)
            for store in replicas { await store.keeper.keep() }
            one.time.advance(by: .seconds(86_400))
            one.tally.add(spending(cost: 1), for: .analysis, incidentID: "i1")
            memory.giveBack(one.tally.sums)
            await one.keeper.keep()

            let since = TestTime.start.startOfDay
            for by in UsageReport.Grouping.allCases {
                let question = try #require(UsageQuestion(since: since, until: since + .seconds(2 * 86_400), by: by))
                let stored = try await one.sessions.usage(question)
                #expect(stored == UsageRows(memory.sums, for: question))
                #expect(stored.total.spent.microdollars == 1_750_000)
                #expect(stored.total.spent.unpricedCalls == 1)
                #expect(stored.rows.count == (by == .day || by == .incident ? 2 : 3))
            }
            let first = try #require(UsageQuestion(since: since, until: since + .seconds(1), by: .day))
            #expect(try await one.sessions.usage(first).total.requests == 3)
            let none = try #require(UsageQuestion(since: since - .seconds(86_400), until: since, by: .model))
            #expect(try await one.sessions.usage(none) == UsageRows(rows: [], total: UsageSum()))
        }
    }

    @Test func `counts against one budget for all replicas, and for its day alone`() async throws {
        try await TestSessions.with(replicas: 2, budget: DailyBudget(usd: 1)) { replicas in
            let script = ScriptedModel([.text("yes")])
            let models = replicas.map { BudgetedModel(script, meter: $0.meter) { _, _ in 0.6 } }
            let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(1))

            _ = try await models[0].reply(to: request)
            for store in replicas { await store.keeper.keep() }
            _ = try await models[1].reply(to: request)
            for store in replicas.reversed() { await store.keeper.keep() }
            #expect(replicas.map(\.meter.spend.microdollars) == [1_200_000, 1_200_000])
            for model in models {
                let error = await #expect(throws: ModelError.self) { try await model.reply(to: request) }
                #expect(error?.reason == .budgetSpent)
                #expect(error?.detail.contains("LLM_DAILY_BUDGET_USD") == true)
            }
            #expect(script.requests.count == 2)

            replicas[0].time.advance(by: .seconds(86_400))
            _ = try await models[0].reply(to: request)
            #expect(replicas[0].meter.spend.microdollars == 600_000)
        }
    }
}
